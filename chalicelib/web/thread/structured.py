"""The thread in the words of schema.org, for search engines: the article's page with its comments, replies below what they answer."""

from collections.abc import Sequence
from typing import Any

from chalicelib.pages.models import PublicPage
from chalicelib.web.thread.shown import ShownComment


def structured(page: PublicPage, comments: Sequence[ShownComment]) -> dict[str, Any]:
    """Answer the page as JSON-LD."""
    about: dict[str, Any] = {"@context": "https://schema.org", "@type": "WebPage"}
    if page["url"]:
        about |= {"@id": page["url"], "url": page["url"]}
    if page["title"]:
        about["name"] = page["title"]
    shown = [_comment(page, one) for one in comments]
    return about | {"commentCount": page["comment_count"], "comment": shown}


def _comment(page: PublicPage, shown: ShownComment) -> dict[str, Any]:
    comment, author = shown.comment, shown.comment["author"]
    about: dict[str, Any] = {
        "@type": "Comment",
        "url": f"{page['url'] or ''}#{shown.anchor}",
        "dateCreated": comment["created_at"],
    }
    if author is None:
        about["creativeWorkStatus"] = "Deleted"
    else:
        person = {"@type": "Person", "name": author["name"]} | ({"url": author["url"]} if author["url"] else {})
        about |= {"author": person, "text": comment["body"]}
    if comment["edited_at"]:
        about["dateModified"] = comment["edited_at"]
    if likes := comment["reactions"].get("like"):
        about["interactionStatistic"] = {
            "@type": "InteractionCounter",
            "interactionType": "https://schema.org/LikeAction",
            "userInteractionCount": likes,
        }
    if shown.replies:
        about["comment"] = [_comment(page, reply) for reply in shown.replies]
    return about | ({"commentCount": comment["reply_count"]} if comment["reply_count"] else {})
