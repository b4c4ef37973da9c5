"""*Recent posts*: what the publisher's feed had last, with the counts of each page."""

from collections.abc import Callable
from functools import partial

from chalicelib.comments.hot import HotAnswers
from chalicelib.pages.service import name_of
from chalicelib.pageviews.service import PageviewService
from chalicelib.posts.models import Post
from chalicelib.posts.public import PublicPost, PublicPosts
from chalicelib.posts.repository import PostRepository
from chalicelib.sites.models import Site


class PostService:
    """Tells the newest posts of a site."""

    def __init__(self, repository: PostRepository, pageviews: PageviewService, seconds: Callable[[], float]) -> None:
        self._repository = repository
        self._pageviews = pageviews
        self._lists: HotAnswers[PublicPosts] = HotAnswers(seconds)

    def recent(self, site: Site, limit: int) -> PublicPosts:
        """Answer the newest posts, none where the site has no feed. Two round trips, three with new aliases."""
        if site.settings.feed_url is None:
            return {"posts": []}
        return self._lists.answer((site.id, limit), partial(self._recent, site, limit))

    def _recent(self, site: Site, limit: int) -> PublicPosts:
        posts = self._repository.newest(site.id, limit)
        counts = self._pageviews.counts(site, [post.key for post in posts]) if posts else []
        shown: dict[str, PublicPost] = {}
        for post, count in zip(posts, counts, strict=True):
            # Of a post at its old and its new address the newest is shown.
            shown.setdefault(
                count["key"], _shown(site, post, count["key"], count["view_count"], count["comment_count"])
            )
        return {"posts": list(shown.values())}


def _shown(site: Site, post: Post, key: str, view_count: int, comment_count: int) -> PublicPost:
    """Show a post under the page that stands for its own."""
    return {
        "key": key,
        "url": post.url if key == post.key else name_of(site, key).url or post.url,
        "title": post.title,
        "excerpt": post.excerpt,
        "published_at": post.published_at,
        "view_count": view_count,
        "comment_count": comment_count,
    }
