"""The write paths, but for views: each prepares what it needs and answers the call that writes, and how often it was done."""

import json
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from typing import Any

import httpx

from chalicelib.bootstrap import Services
from chalicelib.errors import InvalidRequest, NotFound
from chalicelib.popular.models import WINDOWS
from chalicelib.posts.reader import FeedReader
from chalicelib.storage import keys
from chalicelib.storage.writes import Write
from tests import proofs
from tests.author import Author
from tests.conftest import ORIGIN, SITE, Api, another_address
from tests.faults.world import World, is_done, is_done_by_page, is_done_directly
from tests.imports.files import import_views
from tests.pages import story
from tests.posts.paper import FEED_URL, Paper, item, rss
from tests.recount import MOST_BYTES_INSIDE
from tests.referrers.following import records_of
from tests.storage.charges import WRITES
from tests.storage.faults import ALL

HOLD, OPEN = "hold_all", "hold_suspect"
FILLS_ITS_THREAD = "&" * 2700
"""As HTML it is five times as long: not even the shortest reply has room beside it."""

READ = 2
"""Pages that are read while popular ones are listed."""

_numbers = count(1)


@dataclass(frozen=True)
class WriteCall:
    """A call that writes. `send` tells whether it was acknowledged, `times_done` what the table says of it.

    `is_repeatable`: sent again after a 503 it ends in having been done once.
    """

    send: Callable[[Services], bool]
    times_done: Callable[[], int]
    is_repeatable: bool = True


@dataclass(frozen=True)
class WritePath:
    """A way to write, under one of the modes of moderation, and those of its requests that trouble strikes."""

    name: str
    mode: str
    prepare: Callable[[World], WriteCall]
    operations: Collection[str] = ALL

    def __str__(self) -> str:
        return self.name


def post(world: World, *, parent: str | None = None, has_key: bool = True) -> WriteCall:
    text = f"Comment {next(_numbers)}."
    new = {"page": "/a", "body": text, "author": {"name": "Ada", "email": "ada@example.org"}, "parent": parent}
    headers = {"Idempotency-Key": text} if has_key else {}

    def send(services: Services) -> bool:
        return is_done(Api(services).post("comments", new, headers=headers))

    def times_done() -> int:
        return sum(record["body"] == text for record in world.stored("comment"))

    return WriteCall(send, times_done, is_repeatable=has_key)


def post_what_claims(world: World) -> WriteCall:
    """All that its address may leave in this minute, with a text that may not come again: its own claims are not in its way."""
    for services in (world.calm, world.struck):
        services.sites.change(SITE, settings={"posts_per_minute": 1})
    text = f"Comment {next(_numbers)}, and more than forty characters of it."
    new = {"page": "/a", "body": text, "author": {"name": "Ada", "email": "ada@example.org"}}

    def send(services: Services) -> bool:
        headers = {"Idempotency-Key": text}
        return is_done(Api(services).post("comments", new, address="192.0.2.9", headers=headers))

    def times_done() -> int:
        counted = [rate["post_count"] for rate in world.stored("rate")]
        assert counted == [1] * len(world.stored("text"))
        return sum(record["body"] == text for record in world.stored("comment"))

    return WriteCall(send, times_done)


def post_by_form(world: World) -> WriteCall:
    """The form makes no key, and is safe to send again all the same. Its answers are pages, those that ask to try again too."""
    text = f"Comment {next(_numbers)}."
    form = {"page": "/a", "body": text, "name": "Ada", "email": "ada@example.org"}

    def send(services: Services) -> bool:
        return is_done_by_page(Api(services).call("POST", f"/v1/sites/{SITE}/thread.html", data=form))

    return WriteCall(send, lambda: sum(record["body"] == text for record in world.stored("comment")))


def post_with_a_proof(world: World) -> WriteCall:
    """A proof is good once, and all the same a comment that is sent again with its key is not refused for it."""
    world.clock.now = proofs.AHEAD
    world.calm.sites.change(SITE, settings={"proof_of_work": True, "proof_difficulty": 3})
    world.struck = world.started()
    text = f"Comment {next(_numbers)}."
    form = {"proof": proofs.solved(Api(world.calm))}
    new = {"page": "/a", "body": text, "author": {"name": "Ada"}, "form": form}

    def send(services: Services) -> bool:
        return is_done(Api(services).post("comments", new, headers={"Idempotency-Key": text}))

    def times_done() -> int:
        times: int = sum(record["body"] == text for record in world.stored("comment"))
        assert len(world.stored("proof")) == times
        return times

    return WriteCall(send, times_done)


def decide(world: World, action: str, *comments: str) -> WriteCall:
    """Each comment is decided on by itself, so of several some may be done: but one after another, and none twice."""
    before = world.decisions(comments)

    def send(services: Services) -> bool:
        response = world.desk(services).try_to(action, *comments)
        return is_done(response) and all(result["error"] is None for result in response.json()["results"])

    def times_done() -> int:
        times = [after - earlier for after, earlier in zip(world.decisions(comments), before, strict=True)]
        assert times == sorted(times, reverse=True)
        assert max(times) <= 1
        return times[-1]

    return WriteCall(send, times_done)


def author(world: World, body: str = "Well said.", *, parent: str | None = None) -> Author:
    """Leave a comment, approve it if it waits, and answer who may edit it."""
    left = Author.of(world.desk().api, body, parent=parent)
    world.desk().act("approve", left.id)
    return left


def edit(world: World, left: Author, body: str | None = None) -> WriteCall:
    text = body or f"Edited {next(_numbers)}."

    def send(services: Services) -> bool:
        return is_done(left.try_to_edit(text, Api(services)))

    return WriteCall(send, lambda: revised(world, left, "edit"))


def edit_what_claims(world: World) -> WriteCall:
    """The only edit that its address may send in this minute: its own claim is not in its way."""
    for services in (world.calm, world.struck):
        services.sites.change(SITE, settings={"posts_per_minute": 1})
    left, text = author(world), f"Edited {next(_numbers)}."

    def send(services: Services) -> bool:
        return is_done(left.try_to_edit(text, Api(services), address="192.0.2.9"))

    return WriteCall(send, lambda: revised(world, left, "edit"))


def edit_as_moderator(world: World, comment: str) -> WriteCall:
    text = f"Edited {next(_numbers)}."

    def send(services: Services) -> bool:
        return is_done(world.desk(services).try_to_edit(comment, text))

    def times_done() -> int:
        lines = [line for line in world.stored("line") if (line.get("comment"), line["action"]) == (comment, "edit")]
        revisions = [one for one in world.stored("revision") if one["by_name"] == "desk"]
        assert [line["id"] for line in lines] == [revision["id"] for revision in revisions]
        return len(lines)

    return WriteCall(send, times_done)


def withdraw(world: World, left: Author) -> WriteCall:
    def send(services: Services) -> bool:
        return is_done(left.try_to_withdraw(Api(services)))

    return WriteCall(send, lambda: revised(world, left, "withdraw"))


def withdraw_all_that_hangs_on_it(world: World) -> WriteCall:
    """A flag that nobody has seen and a text that may not come again go with the comment."""
    left = author(world, f"Comment {next(_numbers)}, and more than forty characters of it.")
    flagged(world, left.id)
    call = withdraw(world, left)

    def times_done() -> int:
        times = call.times_done()
        assert [count["unseen_count"] for count in world.stored("flags")] == [1 - times]
        assert len(world.stored("text")) == 1 - times
        return times

    return WriteCall(call.send, times_done)


def revised(world: World, left: Author, action: str) -> int:
    kept = [one for one in world.stored("revision") if one["action"] == action]
    return sum(one["pk"] == keys.private(SITE, left.id)[0] for one in kept)


def edit_what_outgrows_its_thread(world: World) -> WriteCall:
    root = author(world).id
    left = author(world, parent=root)
    author(world, "&" * 2500, parent=root)
    return edit(world, left, FILLS_ITS_THREAD)


def edit_beside(world: World) -> WriteCall:
    return edit(world, author(world, parent=full_thread(world)))


def edit_what_is_not_approved_by_itself(world: World) -> WriteCall:
    """Edit a public reply to a reply; under `hold_all` it waits again."""
    return edit(world, author(world, parent=author(world, parent=author(world).id).id))


def edit_what_waits_until_the_mode_changes(world: World) -> WriteCall:
    """Leave a comment that waits; by the time of its edit nothing is held any more."""
    left = Author.of(world.desk().api)
    for services in (world.calm, world.struck):
        services.sites.change(SITE, settings={"moderation_mode": OPEN})
    return edit(world, left)


def rerender(world: World) -> WriteCall:
    """A root, a reply to it and a waiting one, all made by an older renderer."""
    root = author(world)
    comments = [root.id, author(world, parent=root.id).id, waiting(world)]
    for comment in comments:
        old = {"renderer": "0", "html": "<p>Old.</p>"}
        write = Write(
            "Update", keys.comment(SITE, comment), update="SET #renderer = :renderer, #html = :html", values=old
        )
        world.calm.table.write(write)
    stale(world, root.id, comments[1])

    def send(services: Services) -> bool:
        return is_done_directly(lambda: list(services.upkeep.rerenderer.run(SITE)))

    def times_done() -> int:
        counts: list[int] = [record.get("upkeep_count", 0) for record in world.stored("comment")]
        assert max(counts) <= 1
        return min(counts)

    return WriteCall(send, times_done)


def stale(world: World, root: str, reply: str) -> None:
    """Have the copies of a root and a reply inside say what an older renderer made."""
    thread, size = keys.thread(SITE, keys.page_id("/a"), root), len("<p>Old.</p>") - len("<p>Well said.</p>")
    update = "SET #html = :html, #replies.#reply.#html = :html ADD #inside_bytes :size"
    values = {"html": "<p>Old.</p>", "size": size}
    world.calm.table.write(Write("Update", thread, update=update, values=values, names={"reply": reply}))


def public(world: World, body: str = "A root.", **comment: Any) -> str:
    """Leave a comment, approve it if it waits, and answer its id."""
    posted = waiting(world, body=body, **comment)
    world.desk().act("approve", posted)
    return posted


def waiting(world: World, **comment: Any) -> str:
    """Leave a comment and answer its id."""
    return str(world.desk().api.comment(email="ada@example.org", **comment)["id"])


def decided(world: World, action: str, comment: str) -> str:
    """Decide on a comment, undisturbed, and answer its id."""
    world.desk().act(action, comment)
    return comment


def replied_to(world: World) -> Author:
    """Publish a root and a reply to it, and answer who may edit the root."""
    left = author(world)
    with_reply(world, left.id)
    return left


def full_thread(world: World) -> str:
    """Publish a root whose item has no room for another reply."""
    root = public(world)
    public(world, FILLS_ITS_THREAD, parent=root)
    assert max(thread["inside_bytes"] for thread in world.stored("thread")) > MOST_BYTES_INSIDE - 100
    return root


def with_reply(world: World, root: str) -> str:
    """Publish a reply to a root, and answer the root's id."""
    public(world, "A reply.", parent=root)
    return root


def pinned(world: World) -> str:
    """Publish a root with a reply, pin it and answer its id."""
    return decided(world, "pin", with_reply(world, public(world)))


def reply_to_a_root_that_has_gone(world: World) -> str:
    """Leave a reply that waits, and take its root from the public with its whole thread."""
    root = public(world)
    reply = waiting(world, parent=root)
    decided(world, "reject", root)
    return reply


def like(world: World, comment: str) -> WriteCall:
    def send(services: Services) -> bool:
        return is_done(Api(services).post(f"comments/{comment}/reactions", {"reaction": "like"}))

    return WriteCall(send, lambda: _likes(world, "comment", comment))


def unlike(world: World, comment: str) -> WriteCall:
    """Somebody else's like stays."""
    world.desk().api.like(comment)
    world.desk().api.like(comment, agent="another")

    def send(services: Services) -> bool:
        return is_done(Api(services).call("DELETE", f"/v1/sites/{SITE}/comments/{comment}/reactions"))

    return WriteCall(send, lambda: 2 - _likes(world, "comment", comment))


def like_page(world: World) -> WriteCall:
    def send(services: Services) -> bool:
        return is_done(Api(services).post("reactions", {"page": "/liked", "reaction": "like"}))

    return WriteCall(send, lambda: _likes(world, "page", keys.page_id("/liked")))


def unlike_page(world: World) -> WriteCall:
    world.desk().api.like_page("/liked")

    def send(services: Services) -> bool:
        return is_done(Api(services).call("DELETE", f"/v1/sites/{SITE}/reactions", params={"page": "/liked"}))

    return WriteCall(send, lambda: 1 - _likes(world, "page", keys.page_id("/liked")))


def _likes(world: World, kind: str, target: str) -> int:
    return sum(item.get("like_count", 0) for item in world.stored(kind) if item["pk"].endswith(f"#{target}"))


def flag(world: World, comment: str) -> WriteCall:
    def send(services: Services) -> bool:
        return is_done(Api(services).post(f"comments/{comment}/flags", {"reason": "spam"}))

    return WriteCall(send, lambda: sum(item["flag_count"] for item in world.stored("flags")))


def create_token_by_the_api(world: World) -> WriteCall:
    admin, _ = world.calm.tokens.create(SITE, "admin", f"chief {next(_numbers)}")
    new, headers = {"name": f"desk {next(_numbers)}"}, {"Authorization": f"Bearer {admin}"}

    def send(services: Services) -> bool:
        return is_done(Api(services).post("tokens", new, headers=headers))

    def times_done() -> int:
        named = [token["id"] for token in world.stored("token") if token["name"] == new["name"]]
        told = [line["subject"] for line in world.stored("line") if line["action"] == "token_create"]
        assert set(named) <= set(told)
        return len(named)

    return WriteCall(send, times_done, is_repeatable=False)


def revoke_token_by_the_api(world: World) -> WriteCall:
    """One admin's by another: the latter has to stay."""
    admin, _ = world.calm.tokens.create(SITE, "admin", f"chief {next(_numbers)}")
    _, token = world.calm.tokens.create(SITE, "admin", f"deputy {next(_numbers)}")
    path, headers = f"/v1/sites/{SITE}/tokens/{token.id}", {"Authorization": f"Bearer {admin}"}

    def send(services: Services) -> bool:
        response = Api(services).call("DELETE", path, headers=headers)
        return response.status_code == httpx.codes.NOT_FOUND or is_done(response)

    def times_done() -> int:
        told = [line["subject"] for line in world.stored("line") if line["action"] == "token_revoke"]
        assert (token.id in told) == (token.id not in {left["id"] for left in world.stored("token")})
        return told.count(token.id)

    return WriteCall(send, times_done)


def flagged(world: World, comment: str) -> str:
    """Flag a comment once, undisturbed, and answer its id."""
    world.desk().api.flag(comment, agent="another")
    return comment


def flag_that_holds(world: World, comment: str) -> WriteCall:
    """The second of two flags, after which a comment waits."""
    for services in (world.calm, world.struck):
        services.sites.change(SITE, settings={"flags_to_hold": 2})
    flagged(world, comment)

    def send(services: Services) -> bool:
        return is_done(Api(services).post(f"comments/{comment}/flags", {"reason": "spam"}))

    def times_done() -> int:
        held = [line for line in world.stored("line") if line["action"] == "hold"]
        assert sum(item["flag_count"] for item in world.stored("flags")) == 1 + len(held)
        return len(held)

    return WriteCall(send, times_done)


def block(world: World) -> WriteCall:
    email = f"troll-{next(_numbers)}@home.example"

    def send(services: Services) -> bool:
        return is_done(world.desk(services).try_to_block("email", email, reason="Insults others."))

    return WriteCall(send, lambda: sum(entry["value"] == email for entry in world.stored("entry")))


def block_otherwise(world: World) -> WriteCall:
    email, until = f"troll-{next(_numbers)}@home.example", "2026-06-01T00:00:00.000Z"
    world.desk().block("email", email)

    def send(services: Services) -> bool:
        return is_done(world.desk(services).try_to_block("email", email, until=until))

    return WriteCall(send, lambda: sum(entry.get("until") == until for entry in world.stored("entry")))


def lift(world: World) -> WriteCall:
    made = world.desk().block("domain", f"troll-{next(_numbers)}.example")["id"]

    def send(services: Services) -> bool:
        response = world.desk(services).lift(made)
        return response.status_code == httpx.codes.NOT_FOUND or is_done(response)

    def times_done() -> int:
        lifted = [line["subject"] for line in world.stored("line") if line["action"] == "unblock"]
        assert (made in lifted) == (made not in {entry["id"] for entry in world.stored("entry")})
        return lifted.count(made)

    return WriteCall(send, times_done)


def sit_down(world: World) -> WriteCall:
    desk, comment = f"a-queue-that-is-open-{next(_numbers)}", waiting(world)

    def send(services: Services) -> bool:
        return is_done(world.desk(services).try_to_sit_down(desk, comment))

    return WriteCall(send, lambda: sum(list(item["comments"]) == [comment] for item in world.stored("desk")))


def get_up(world: World) -> WriteCall:
    desk = f"a-queue-that-is-open-{next(_numbers)}"
    world.desk().sit_down(desk, waiting(world))

    def send(services: Services) -> bool:
        return is_done(world.desk(services).try_to_sit_down(desk))

    return WriteCall(send, lambda: int(not world.stored("desk")))


def note(world: World) -> WriteCall:
    waiting(world)
    (author,) = [item["pk"].split("#")[2] for item in world.stored("author")]

    def send(services: Services) -> bool:
        return is_done(world.desk(services).note(author, note="Writes for a rival.", is_trusted=True))

    return WriteCall(send, lambda: sum(line["action"] == "author" for line in world.stored("line")))


def approve_all_and_trust(world: World) -> WriteCall:
    """Whoever is trusted may still have comments to be approved, and not the other way round."""
    both = waiting(world), waiting(world)
    (author,) = [item["pk"].split("#")[2] for item in world.stored("author")]
    path, body = f"moderation/authors/{author}/actions", {"action": "approve", "status": "pending", "trust": True}

    def send(services: Services) -> bool:
        desk = world.desk(services)
        return is_done(desk.api.post(path, body, headers=desk.headers))

    def times_done() -> int:
        about = [line.get("comment", line.get("subject")) for line in world.stored("line")]
        times = [about.count(one) for one in (author, *both)]
        assert times in ([0, 0, 0], [1, 0, 0], [1, 1, 0], [1, 1, 1])
        assert [item["is_trusted"] for item in world.stored("author") if "is_trusted" in item] == [True] * times[0]
        return times[2]

    return WriteCall(send, times_done)


def keep_a_version(world: World) -> WriteCall:
    files = {"embed.js": {"br": b"1"}, "later-en.js": {"br": b"2"}}

    def send(services: Services) -> bool:
        return is_done_directly(lambda: services.versions.keep("a" * 16, files))

    def times_done() -> int:
        return int({file["sk"] for file in world.stored("script")} == set(files))

    return WriteCall(send, times_done)


def create_token(world: World) -> WriteCall:
    name = f"desk {next(_numbers)}"

    def send(services: Services) -> bool:
        return is_done_directly(lambda: services.tokens.create(SITE, "moderator", name))

    def times_done() -> int:
        return sum(token["name"] == name for token in world.stored("token"))

    return WriteCall(
        send, times_done, is_repeatable=False
    )  # the secret is lost with the answer; another try makes another


def create_token_of_an_old_site(world: World) -> WriteCall:
    forget_names(world)
    return create_token(world)


def revoke_token(world: World) -> WriteCall:
    _, token = world.calm.tokens.create(SITE, "moderator", f"desk {next(_numbers)}")

    def send(services: Services) -> bool:
        try:
            return is_done_directly(lambda: services.tokens.revoke(SITE, token.id))
        except NotFound:  # who tries again is told that it is gone
            return True

    return WriteCall(send, lambda: int(token.id not in {left["id"] for left in world.stored("token")}))


def revoke_token_of_an_old_site(world: World) -> WriteCall:
    call = revoke_token(world)
    forget_names(world)
    return call


def forget_names(world: World) -> None:
    """Make the site as it was before the names of its tokens were kept with it."""
    world.calm.table.write(Write("Update", keys.site(SITE), update="REMOVE #moderator_names"))


def create_site(world: World) -> WriteCall:
    site = f"site-{next(_numbers)}"

    def send(services: Services) -> bool:
        try:
            return is_done_directly(lambda: services.sites.create(site, "News", [ORIGIN]))
        except InvalidRequest as refused:  # who tries again is told that it is there
            return refused.fields[0].code == "site_exists"

    return WriteCall(send, lambda: sum(item["pk"] == keys.site(site)[0] for item in world.stored("site")))


def change_site(world: World) -> WriteCall:
    name = f"News {next(_numbers)}"

    def send(services: Services) -> bool:
        return is_done_directly(lambda: services.sites.change(SITE, name=name))

    def times_done() -> int:
        told = [line["after"] for line in world.stored("line") if line["action"] == "settings"]
        assert [item["name"] == name for item in world.stored("site")] == [bool(told.count({"name": name}))]
        return told.count({"name": name})

    return WriteCall(send, times_done)


def change_settings(world: World) -> WriteCall:
    token, _ = world.calm.tokens.create(SITE, "admin", f"chief {next(_numbers)}")
    headers, value = {"Authorization": f"Bearer {token}"}, 20 + next(_numbers)

    def send(services: Services) -> bool:
        path, changes = f"/v1/sites/{SITE}/settings", {"edit_window_minutes": value}
        return is_done(Api(services).call("PATCH", path, json=changes, headers=headers))

    def times_done() -> int:
        told = [line["after"] for line in world.stored("line") if line["action"] == "settings"]
        return told.count({"edit_window_minutes": value})

    return WriteCall(send, times_done)


def count_totals(world: World) -> WriteCall:
    """A comment that is left and then approved: both are counted, in the digests of the site and of its page too."""
    place = keys.comment(SITE, waiting(world))
    posted = world.calm.table.get(place)
    world.desk().act("approve", place[0].split("#")[2])
    images = [(None, posted), (posted, world.calm.table.get(place))]

    def send(services: Services) -> bool:
        return is_done_directly(lambda: services.totals.count(images))

    def times_done() -> int:
        approved = world.calm.totals.of_site(SITE)["approved"]
        told = [digest.get("decided_approved", 0) for digest in world.stored("digest")]
        assert told == [approved] * len(told)
        return approved

    return WriteCall(send, times_done)


def add_referrers(world: World) -> WriteCall:
    """Three views of two days, from two hosts. A day may be there before the other, and none has a view twice."""
    for host in ("search", "forum", "search"):
        body = {"page": "/a", "referrer": f"https://{host}.example/"}
        assert world.desk().api.post("views", body, address=another_address()).is_success
        world.clock.pass_by(hours=7)
    records = records_of(item for item in world.memory.items() if item["type"]["S"] == "seen")
    assert len(records) == 3

    def send(services: Services) -> bool:
        return is_done_directly(lambda: services.referrers.add(records))

    def times_done() -> int:
        days = {day["sk"]: day["hosts"] for day in world.stored("referrers")}
        both = {"2026-03-14": {"forum.example": 1, "search.example": 1}, "2026-03-15": {"search.example": 1}}
        assert days == {day: both[day] for day in days}
        return int(days.keys() == both.keys())

    return WriteCall(send, times_done)


def compact_counters(world: World) -> WriteCall:
    """Views of four days, of which the first two are over by then, in two months."""
    world.clock.now = datetime(2026, 3, 30, 12, 0, tzinfo=UTC)
    for _ in range(4):
        world.desk().api.view()
        world.clock.pass_by(days=1)

    def send(services: Services) -> bool:
        return is_done_directly(lambda: services.run_job("compact"))

    return WriteCall(send, lambda: len(world.stored("hours")) // 2)


def list_popular(world: World) -> WriteCall:
    """Renew lists of which some are current, some of another hour, and none has the latest view and comment."""
    public(world)
    world.desk().api.view()
    world.calm.run_job("popular")
    world.clock.pass_by(hours=1)
    world.desk().api.view("/b")
    public(world)

    def send(services: Services) -> bool:
        return is_done_directly(lambda: services.run_job("popular"))

    def times_done() -> int:
        pages = {item["sk"]: json.loads(item["pages"]) for item in world.stored("list")}
        read = {"trend#day", *(f"views#{window}" for window in WINDOWS)}
        are_read = [len(pages[name]) == READ for name in read]
        are_discussed = [[page["comment_count"] for page in pages[f"comments#{window}"]] == [2] for window in WINDOWS]
        return int(all(are_read + are_discussed))

    return WriteCall(send, times_done)


def change_page(world: World, **changes: Any) -> WriteCall:
    def send(services: Services) -> bool:
        return is_done(world.desk(services).put_page("/a", **changes))

    def times_done() -> int:
        (page,) = [item for item in world.stored("page") if item["key"] == "/a"] or [{}]
        told = [line["after"] for line in world.stored("line") if line["action"] == "page"]
        assert all(page.get(name) == value for name, value in changes.items()) == bool(told.count(changes))
        return told.count(changes)

    return WriteCall(send, times_done)


def read_feed(world: World) -> WriteCall:
    """One post comes, another changes its date and is a page with a moderator's title, a third was taken back."""
    world.calm.sites.change(SITE, settings={"feed_url": FEED_URL})
    world.desk().change_page("/b", title="B, as we say")
    old = (item("/c", "C", "2026-03-03T00:00:00Z"), item("/b", "B", "2026-03-02T00:00:00Z"), item("/a", "A", None))
    paper = Paper(rss(*old))
    FeedReader(world.calm.table, paper, world.clock, world.new_id).run(SITE)
    paper.print(
        item("/d", "D", "2026-03-05T00:00:00Z"),
        item("/b", "B", "2026-03-04T00:00:00Z"),
        item("/e", "E", "2026-03-01T00:00:00Z"),
    )

    def send(services: Services) -> bool:
        return is_done_directly(lambda: FeedReader(services.table, paper, world.clock, world.new_id).run(SITE))

    def times_done() -> int:
        titles = {page["key"]: page.get("title") for page in world.stored("page")}
        posts = [(post["title"], post["published_at"][:10]) for post in world.stored("post")]
        told = [("D", "2026-03-05"), ("B", "2026-03-04"), ("E", "2026-03-01")]
        return int(sorted(posts) == sorted(told) and titles["/b"] == "B, as we say" and titles["/d"] == "D")

    return WriteCall(send, times_done)


def merge_alias(world: World) -> WriteCall:
    """A thread of two, one that waits, a like and views, some of them over."""
    waiting(world, parent=with_reply(world, public(world)))
    for _ in range(2):
        world.desk().api.view()
        world.clock.pass_by(days=3)
        world.calm.run_job("compact")
    story.like_page(world.calm, "/a", 1, 2)
    world.desk().change_page("/a", alias_of="/b")

    def send(services: Services) -> bool:
        return is_done_directly(lambda: services.run_job("merge"))

    def times_done() -> int:
        target = keys.page_id("/b")
        comments = [record["page_id"] == target for record in world.stored("comment")]
        counted = {
            page["key"]: (page.get("comment_count", 0), page.get("like_count", 0)) for page in world.stored("page")
        }
        views = [(f"#{target}#" in counter["pk"], counter["view_count"]) for counter in world.stored("views")]
        return int(comments == [True] * 3 and counted == {"/a": (0, 0), "/b": (2, 2)} and views == [(True, 2)])

    return WriteCall(send, times_done)


def import_some_views(world: World) -> WriteCall:
    """Of five pages one is an alias of another, one was viewed, one had more imported views, and one has these already."""
    world.desk().change_page("/alias", alias_of="/a")
    world.desk().api.view("/viewed")
    import_views(world.calm, [("/less", 50), ("/there", 5)])
    rows = [("/a", 10), ("/alias", 20), ("/viewed", 30), ("/less", 40), ("/there", 5)]
    wanted = {"/a": 30, "/viewed": 31, "/less": 40, "/there": 5}
    (marked,) = [site["imported"] for site in world.stored("site")]

    def send(services: Services) -> bool:
        return is_done_directly(lambda: import_views(services, rows))

    def times_done() -> int:
        counted = {counter["key"]: counter["view_count"] for counter in world.stored("views")}
        return int(counted == wanted and [site["imported"] for site in world.stored("site")] != [marked])

    return WriteCall(send, times_done)


def erase(world: World) -> WriteCall:
    """A withdrawn comment with two revisions and a flag, and one that was deleted, of one author, who leaves the table with them."""
    left = author(world)
    world.desk().edit(left.id, "Better said.")
    flagged(world, left.id)
    left.withdraw()
    decided(world, "delete", author(world).id)
    world.clock.pass_by(days=30)

    def send(services: Services) -> bool:
        return is_done_directly(lambda: services.run_job("retain"))

    def times_done() -> int:
        counts: list[int] = [record.get("upkeep_count", 0) for record in world.stored("comment")]
        assert sorted(counts) in ([0, 0], [0, 1], [0, 3], [1, 3])
        assert bool(world.stored("author")) == (0 in counts)
        return int(0 not in counts)

    return WriteCall(send, times_done)


PATHS = (
    WritePath("post what waits, with a key", HOLD, post),
    WritePath("post a reply that waits", HOLD, lambda world: post(world, parent=public(world))),
    WritePath("post at once", OPEN, lambda world: post(world, has_key=False)),
    WritePath("post at once, with a key", OPEN, post),
    WritePath(
        "post a reply to a reply at once",
        OPEN,
        lambda world: post(world, parent=public(world, parent=public(world))),
    ),
    WritePath("post a reply at once to a full thread", OPEN, lambda world: post(world, parent=full_thread(world))),
    WritePath(
        "post a reply at once beside others",
        OPEN,
        lambda world: post(world, parent=with_reply(world, full_thread(world))),
    ),
    WritePath("post with a proof of work", OPEN, post_with_a_proof),
    WritePath("post what claims its minute and its text", HOLD, post_what_claims),
    WritePath("post at once what claims its minute and its text", OPEN, post_what_claims),
    WritePath("post by the form without JavaScript", HOLD, post_by_form),
    WritePath("approve a root", HOLD, lambda world: decide(world, "approve", waiting(world))),
    WritePath("reject what waits", HOLD, lambda world: decide(world, "reject", waiting(world))),
    WritePath("reject a root", HOLD, lambda world: decide(world, "reject", public(world))),
    WritePath(
        "delete a root with a reply", HOLD, lambda world: decide(world, "delete", with_reply(world, public(world)))
    ),
    WritePath(
        "approve a root again where its tombstone is",
        HOLD,
        lambda world: decide(world, "approve", decided(world, "reject", with_reply(world, public(world)))),
    ),
    WritePath(
        "approve a reply to a reply",
        HOLD,
        lambda world: decide(world, "approve", waiting(world, parent=public(world, parent=public(world)))),
    ),
    WritePath(
        "approve a reply to a full thread",
        HOLD,
        lambda world: decide(world, "approve", waiting(world, parent=full_thread(world))),
    ),
    WritePath(
        "approve a reply to a root that has gone",
        HOLD,
        lambda world: decide(world, "approve", reply_to_a_root_that_has_gone(world)),
    ),
    WritePath(
        "restore a root where its tombstone is",
        HOLD,
        lambda world: decide(world, "restore", decided(world, "delete", with_reply(world, public(world)))),
    ),
    WritePath(
        "restore what waited", HOLD, lambda world: decide(world, "restore", decided(world, "delete", waiting(world)))
    ),
    WritePath("edit a root as a moderator", HOLD, lambda world: edit_as_moderator(world, public(world))),
    WritePath(
        "edit a reply beside its thread as a moderator",
        HOLD,
        lambda world: edit_as_moderator(world, public(world, parent=full_thread(world))),
    ),
    WritePath("mark a reply as spam", HOLD, lambda world: decide(world, "spam", public(world, parent=public(world)))),
    WritePath(
        "delete a reply to a reply",
        HOLD,
        lambda world: decide(world, "delete", public(world, parent=public(world, parent=public(world)))),
    ),
    WritePath(
        "reject a reply beside others",
        HOLD,
        lambda world: decide(world, "reject", public(world, parent=full_thread(world))),
    ),
    WritePath(
        "approve several",
        HOLD,
        lambda world: decide(world, "approve", waiting(world), waiting(world)),
    ),
    WritePath("like a root", HOLD, lambda world: like(world, public(world))),
    WritePath("like a reply", HOLD, lambda world: like(world, public(world, parent=public(world)))),
    WritePath("like a reply beside others", HOLD, lambda world: like(world, public(world, parent=full_thread(world)))),
    WritePath("take back a like of a root", HOLD, lambda world: unlike(world, public(world))),
    WritePath("take back a like of a reply", HOLD, lambda world: unlike(world, public(world, parent=public(world)))),
    WritePath(
        "take back a like of a reply beside others",
        HOLD,
        lambda world: unlike(world, public(world, parent=full_thread(world))),
    ),
    WritePath("like a page", HOLD, like_page),
    WritePath("take back a like of a page", HOLD, unlike_page),
    WritePath("flag a comment", HOLD, lambda world: flag(world, public(world))),
    WritePath(
        "flag a root that is held by it", HOLD, lambda world: flag_that_holds(world, with_reply(world, public(world)))
    ),
    WritePath(
        "flag a reply that is held by it",
        HOLD,
        lambda world: flag_that_holds(world, public(world, parent=public(world))),
    ),
    WritePath(
        "approve what was flagged again", HOLD, lambda world: decide(world, "approve", flagged(world, public(world)))
    ),
    WritePath("reject what was flagged", HOLD, lambda world: decide(world, "reject", flagged(world, public(world)))),
    WritePath("block an e-mail", HOLD, block),
    WritePath("block an e-mail otherwise", HOLD, block_otherwise),
    WritePath("lift a block", HOLD, lift),
    WritePath("tell what a queue is at", HOLD, sit_down),
    WritePath("leave a queue", HOLD, get_up),
    WritePath("note something of an author", HOLD, note),
    WritePath("approve all of an author and trust them", HOLD, approve_all_and_trust),
    WritePath("edit what waits", HOLD, lambda world: edit(world, Author.of(world.desk().api))),
    WritePath("edit what claims its minute", OPEN, edit_what_claims),
    WritePath("edit a root", OPEN, lambda world: edit(world, author(world))),
    WritePath("edit a root with a reply", OPEN, lambda world: edit(world, replied_to(world))),
    WritePath("edit a reply inside its thread", OPEN, lambda world: edit(world, author(world, parent=public(world)))),
    WritePath("edit a reply that outgrows its thread", OPEN, edit_what_outgrows_its_thread),
    WritePath("edit a reply beside its thread", OPEN, edit_beside),
    WritePath("edit a reply that then waits again", HOLD, edit_what_is_not_approved_by_itself),
    WritePath("edit a root with a reply that then waits again", HOLD, lambda world: edit(world, replied_to(world))),
    WritePath("edit what is approved by it", HOLD, edit_what_waits_until_the_mode_changes),
    WritePath("withdraw what waits", HOLD, lambda world: withdraw(world, Author.of(world.desk().api))),
    WritePath("withdraw what was flagged and frees its text", OPEN, withdraw_all_that_hangs_on_it),
    WritePath("withdraw a root with a reply", HOLD, lambda world: withdraw(world, replied_to(world))),
    WritePath("withdraw a reply", HOLD, lambda world: withdraw(world, author(world, parent=public(world)))),
    WritePath("render anew", HOLD, rerender),
    WritePath("give a page a title and close it", HOLD, lambda world: change_page(world, title="A", is_open=False)),
    WritePath("make a page an alias", HOLD, lambda world: change_page(world, alias_of="/b")),
    WritePath("merge an alias", HOLD, merge_alias, WRITES),
    WritePath("import views", HOLD, import_some_views),
    WritePath("read a feed", HOLD, read_feed),
    WritePath("pin a root", HOLD, lambda world: decide(world, "pin", public(world))),
    WritePath("unpin a root with a reply", HOLD, lambda world: decide(world, "unpin", pinned(world))),
    WritePath(
        "reject a pinned root", HOLD, lambda world: decide(world, "reject", decided(world, "pin", public(world)))
    ),
    WritePath(
        "approve a reply to a pinned root",
        HOLD,
        lambda world: decide(world, "approve", waiting(world, parent=pinned(world))),
    ),
    WritePath("create a token", HOLD, create_token),
    WritePath("create a token of a site from before names were kept", HOLD, create_token_of_an_old_site),
    WritePath("revoke a token", HOLD, revoke_token),
    WritePath("revoke a token of a site from before names were kept", HOLD, revoke_token_of_an_old_site),
    WritePath("create a token by the API", HOLD, create_token_by_the_api),
    WritePath("revoke an admin's token by the API", HOLD, revoke_token_by_the_api),
    WritePath("create a site", HOLD, create_site),
    WritePath("change a site", HOLD, change_site),
    WritePath("change settings", HOLD, change_settings),
    WritePath("count totals", HOLD, count_totals),
    WritePath("add up referrers", HOLD, add_referrers),
    WritePath("compact counters", HOLD, compact_counters, WRITES),
    WritePath("erase what was deleted", HOLD, erase, WRITES),
    WritePath("list popular pages", HOLD, list_popular, WRITES),
    WritePath("keep a version of the embed", HOLD, keep_a_version),
)
