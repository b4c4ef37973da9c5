"""A recount of the whole table: all that is counted, copied or listed is compared with the records it was made from.

    assert recount(client, table) == []

It scans by the client it is given and computes everything again; of the service it uses the key chart alone. Each violation is a
sentence that names what is wrong and where.
"""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from chalicelib.storage import keys
from tests.stored import Copy, Name, Plain, Stored, name_of

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

MOST_INSIDE, MOST_BYTES_INSIDE = 20, 16_384
MOST_POSTS = 100
COPIED = ("id", "name", "url", "badge", "body", "html", "created_at", "edited_at", "ancestors")
GONE_WITH_THE_ROOT = ("name", "url", "badge", "body", "html", "edited_at", "like_count")
GONE_WITH_THE_TEXT = {"name", "url", "badge", "writer", "body", "html", "email", "author", "address", "is_signed_in"}
MOST_LISTED = 100
HOUR = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}")
BUCKET = re.compile(r"h[0-9a-z]{4}|d\d{4}-\d{2}-\d{2}")
TYPES = {
    "SITES": {"directory"},
    "SITE": {"site"},
    "SECRET": {"secret"},
    "TOKEN": {"token"},
    "PAGE": {"page", "thread", "reply", "tally"},
    "COMMENT": {"comment"},
    "PRIVATE": {"private", "revision"},
    "AUTHOR": {"author"},
    "IDEMPOTENCY": {"idempotency"},
    "SEEN": {"seen"},
    "VIEWS": {"views", "hours"},
    "IMPORTED": {"imported"},
    "LOG": {"line"},
    "TOTALS": {"totals"},
    "DIGEST": {"digest"},
    "REFERRERS": {"referrers"},
    "REACTION": {"reaction"},
    "FLAGS": {"flag", "flags"},
    "BLOCK": {"block"},
    "BLOCKS": {"entry"},
    "DESKS": {"desk"},
    "RATE": {"rate"},
    "TEXT": {"text"},
    "PROOF": {"proof"},
    "LIST": {"list"},
    "POSTS": {"post"},
    "FEED": {"feed"},
    "EMBED": {"script"},
}


def recount(client: "DynamoDBClient", table: str) -> list[str]:
    """Answer every violation there is in the table."""
    return violations(Stored.read(client, table))


def violations(stored: Stored) -> list[str]:
    """Answer every violation there is in what is stored."""
    return [violation for check in CHECKS for violation in check(stored)]


def _differ(what: str, found: Any, expected: Any) -> Iterator[str]:
    if found != expected:
        yield f"{what} is {found!r} and should be {expected!r}"


def items_are_what_their_keys_say(stored: Stored) -> Iterator[str]:
    for item in stored.items:
        if item.get("type") not in TYPES.get(item["pk"].partition("#")[0], set()):
            yield f"an item at {item['pk']} {item['sk']} has the type {item.get('type')!r}"


def nothing_is_below_zero(stored: Stored) -> Iterator[str]:
    for item in stored.items:
        for name, value in item.items():
            if isinstance(value, int) and value < 0:
                yield f"{name} of {item['pk']} {item['sk']} is {value}"


def records_are_whole(stored: Stored) -> Iterator[str]:
    privates = stored.named("private")
    for name in stored.records.keys() ^ privates.keys():
        yield f"comment {name} is there only in part"
    for (site, comment), record in stored.records.items():
        page, status, what = record["page_id"], record["status"], f"comment {comment}"
        yield from _differ(f"the id in {what}", record["id"], comment)
        yield from _differ(f"the page of {what}", page, keys.page_id(record["page_key"]))
        yield from _listed(f"the site's list with {what}", record, "gsi1", keys.status_list(site, status), comment)
        yield from _listed(f"the page's list with {what}", record, "gsi2", keys.page_list(site, page, status), comment)
        is_root = not record["ancestors"]
        descendants = stored.descendants[site, comment] if is_root else 0
        yield from _differ(f"reply_count in {what}", record["reply_count"], descendants)
    for (site, comment), private in privates.items():
        if "author" in private:
            by_author = keys.author_list(site, private["author"])
            yield from _listed(f"the author's list with comment {comment}", private, "gsi3", by_author, comment)


def _listed(what: str, item: Plain, index: str, partition: str, sort: str) -> Iterator[str]:
    yield from _differ(what, (item.get(f"{index}pk"), item.get(f"{index}sk")), (partition, sort))


def each_change_is_a_decision_a_revision_or_upkeep(stored: Stored) -> Iterator[str]:
    about: dict[Name, list[Plain]] = defaultdict(list)
    revisions: dict[Name, list[Plain]] = defaultdict(list)
    for revision in stored.of("revision"):
        revisions[name_of(revision)].append(revision)
        yield from _differ(f"the key of revision {revision['id']}", revision["sk"], f"REVISION#{revision['id']}")
    for name in revisions.keys() - stored.records.keys():
        yield f"there are revisions of comment {name[1]}, which is not there"
    for line in stored.of("line"):
        if "comment" not in line:
            continue
        site, comment = line["pk"].split("#")[1], line["comment"]
        if line["action"] != "edit":  # which has a revision of its own
            about[site, comment].append(line)
        yield from _listed(f"the log about {comment}", line, "gsi3", keys.log_about(site, comment), line["id"])
        if (site, comment) not in stored.records:
            yield f"decision {line['id']} is about comment {comment}, which is not there"
    for name, record in stored.records.items():
        if "erased_at" not in record:
            yield from _is_revised(f"comment {name[1]}", record, revisions[name])
        yield from _way_is_kept(f"comment {name[1]}", record, [*about[name], *revisions[name]])


def _is_revised(what: str, record: Plain, revisions: list[Plain]) -> Iterator[str]:
    edits = [revision for revision in revisions if revision["action"] == "edit"]
    withdrawn = {revision["at"] for revision in revisions if revision["action"] == "withdraw"}
    if record.get("edited_at") not in ({edit["at"] for edit in edits} or {None}):
        yield f"edited_at of {what} is {record.get('edited_at')!r}, and no edit was made then"
    yield from _differ(f"withdrawn_at of {what}", {record.get("withdrawn_at")} - {None}, withdrawn)
    if withdrawn and record["status"] != "deleted":
        yield f"{what} was withdrawn and is {record['status']}"


def what_is_deleted_is_listed_to_be_erased(stored: Stored) -> Iterator[str]:
    for (site, comment), record in stored.records.items():
        what, since = f"comment {comment}", record.get("deleted_at")
        yield from _differ(f"whether {what} has a time of deletion", since is not None, record["status"] == "deleted")
        if since is None:
            yield from _differ(f"the list of what is to be erased with {what}", record.get("gsi3pk"), None)
        elif "erased_at" not in record:
            listed = f"the list of what is to be erased with {what}"
            yield from _listed(listed, record, "gsi3", keys.deleted_of(site), f"{since}#{comment}")


def what_is_erased_tells_nothing(stored: Stored) -> Iterator[str]:
    """What is erased in parts is in the list of what is to be erased until revisions and flags are gone too."""
    privates = stored.named("private")
    left = {name_of(item) for kind in ("revision", "flag") for item in stored.of(kind)}
    for name, record in stored.records.items():
        if "erased_at" not in record:
            continue
        what, private = f"comment {name[1]}, which is erased,", privates.get(name, {})
        if record["status"] != "deleted":
            yield f"{what} is {record['status']}"
        if told := GONE_WITH_THE_TEXT & (record.keys() | private.keys()):
            yield f"{what} still has {sorted(told)}"
        if private.get("findings"):
            yield f"{what} still has findings"
        if "gsi3pk" not in record and name in left:
            yield f"{what} still has revisions or flags"


def _way_is_kept(what: str, record: Plain, lines: list[Plain]) -> Iterator[str]:
    changes = record["version"] - 1 - record.get("upkeep_count", 0)
    yield from _differ(f"the number of decisions on and revisions of {what}", len(lines), changes)
    if "erased_at" in record:  # of what led it there the revisions are gone
        return
    # Lines of several processes are in order only as far as their clocks are, so the way is checked as a sum of steps.
    steps = Counter(line["after"] for line in lines)
    steps.subtract(line["before"] for line in lines)
    left = {status: count for status, count in steps.items() if count}
    ends_well = left == {} or (left.get(record["status"]) == 1 and sorted(left.values()) == [-1, 1])
    moves = {(line["before"], line["after"]) for line in lines if line["before"] != line["after"]}
    last = moves or {(None, record["status"])}
    if not ends_well or (record.get("was"), record["status"]) not in last:
        made = [f"{line['before']} to {line['after']}" for line in lines]
        yield f"what was done does not lead {what} to {record['status']} from {record.get('was')}: {made}"


def copies_are_public_once_exactly_while_approved(stored: Stored) -> Iterator[str]:
    found = Counter((copy.page[0], copy.content["id"]) for copy in stored.copies)
    for name in found.keys() | stored.approved.keys():
        yield from _differ(
            f"the number of public copies of comment {name[1]}", found[name], int(name in stored.approved)
        )
    for copy in stored.copies:
        if record := stored.approved.get((copy.page[0], copy.content["id"])):
            yield from _copy_is_true(copy, record)


def _copy_is_true(copy: Copy, record: Plain) -> Iterator[str]:
    what = f"of the copy of comment {record['id']}"
    for field in COPIED:
        yield from _differ(f"{field} {what}", copy.content.get(field), record.get(field))
    yield from _differ(f"like_count {what}", copy.content.get("like_count", 0), record.get("like_count", 0))
    yield from _differ(f"the page {what}", copy.page[1], record["page_id"])
    yield from _differ(f"the thread {what}", copy.root, [*record["ancestors"], record["id"]][0])
    remembered = {"alone": "root", "with_replies": "root", "orphaned": "inside"}.get(record["place"], record["place"])
    yield from _differ(f"the place {what}", copy.place, remembered)
    if copy.place == "root":
        yield from _differ(f"the pin {what}", copy.is_pinned, record["thread_sort"] == "X")


def threads_are_counted(stored: Stored) -> Iterator[str]:
    beside = Counter((*copy.page, copy.root) for copy in stored.copies if copy.place == "beside")
    threads = Counter((*name_of(thread), keys.root_of(thread["sk"])) for thread in stored.of("thread"))
    for place in beside.keys() - threads.keys():
        yield f"there are replies beside the thread {place[2]}, which is not there"
    for place in (place for place, count in threads.items() if count > 1):
        yield f"the thread {place[2]} is there pinned and not pinned"
    for thread in stored.of("thread"):
        (site, page), root = name_of(thread), keys.root_of(thread["sk"])
        what, inside = f"thread {root}", list(thread["replies"].values())
        yield from _differ(f"reply_count of {what}", thread["reply_count"], stored.descendants_at[(site, page), root])
        yield from _differ(f"beside_count of {what}", thread["beside_count"], beside[site, page, root])
        yield from _differ(f"inside_bytes of {what}", thread["inside_bytes"], sum(map(_bytes, inside)))
        yield from _differ(f"the names of replies in {what}", list(thread["replies"]), [copy["id"] for copy in inside])
        yield from _differ(f"the id in {what}", thread["id"], root)
        yield from _listed(
            f"the place by score of {what}",
            thread,
            "gsi1",
            keys.top_of(site, page),
            keys.top_rank(thread.get("like_count", 0), root),
        )
        if len(inside) > MOST_INSIDE or thread["inside_bytes"] > MOST_BYTES_INSIDE:
            yield f"{what} holds {len(inside)} replies of {thread['inside_bytes']} bytes"
        if thread["status"] != "approved" and any(field in thread for field in GONE_WITH_THE_ROOT):
            yield f"the tombstone of {what} tells of its root"


def _bytes(copy: Plain) -> int:
    # The ancestors count as Python writes a tuple; what matters is that it is the same each time.
    # Counts of reactions do not: they change where they are.
    texts = (
        str(tuple(value)) if isinstance(value, list) else value for value in copy.values() if not isinstance(value, int)
    )
    return sum(len(text.encode()) for text in texts)


def tallies_are_counted(stored: Stored) -> Iterator[str]:
    found: Counter[tuple[Name, str]] = Counter()
    for tally in stored.of("tally"):
        (site, page), (_, root, reply) = name_of(tally), tally["sk"].split("#")
        found[(site, page), reply] += tally["reply_count"]
        record = stored.records.get((site, reply))
        is_left_over = "alias_of" in stored.named("page").get((site, page), {})
        counts_some = stored.descendants_at[(site, page), reply] > 0
        is_here = record is not None and (record["page_id"] == page or counts_some or is_left_over)
        if record is None or not is_here or record["ancestors"][:1] != [root]:
            yield f"the tally of reply {reply} is in the wrong place"
    roots = {name for name, record in stored.records.items() if not record["ancestors"]}
    for name, reply in found.keys() | stored.descendants_at.keys():
        if (name[0], reply) not in roots:
            yield from _differ(f"the tally of reply {reply}", found[name, reply], stored.descendants_at[name, reply])


def pages_are_counted(stored: Stored) -> Iterator[str]:
    pages = stored.named("page")
    approved = Counter((site, record["page_id"]) for (site, _), record in stored.approved.items())
    copied = Counter(copy.page for copy in stored.copies)
    for name in pages.keys() | approved.keys() | copied.keys():
        counted = pages.get(name, {}).get("comment_count", 0)
        yield from _differ(f"comment_count of page {name}", counted, approved[name])
        yield from _differ(f"comment_count of page {name} beside the number of copies", counted, copied[name])
    for (site, page), item in pages.items():
        yield from _differ(f"the hash of page {item['key']}", page, keys.page_id(item["key"]))
        yield from _listed(f"the list of pages with {page}", item, "gsi2", keys.pages_of(site), page)


def pages_that_changed_are_listed_by_the_hour(stored: Stored) -> Iterator[str]:
    for (site, page), item in stored.named("page").items():
        hour = item.get("gsi3sk", "").partition("#")[0]
        if "gsi3pk" in item or item.get("comment_count") or "title" in item:
            yield from _listed(
                f"the list of changes with page {page}",
                item,
                "gsi3",
                keys.changed_in(site),
                keys.changed_rank(hour, page),
            )
            if not HOUR.fullmatch(hour):
                yield f"page {page} is listed as changed in {hour!r}, which is no hour"


def lists_of_popular_pages_are_in_order(stored: Stored) -> Iterator[str]:
    for item in stored.of("list"):
        by, pages = item["sk"].split("#")[0], json.loads(item["pages"])
        named = [page["key"] for page in pages]
        if len(set(named)) != len(named) or len(named) > MOST_LISTED:
            yield f"the list {item['sk']} has {len(named)} pages, {len(set(named))} different ones"
        if by != "trend":
            ranks = [(-page["comment_count" if by == "comments" else "view_count"], page["key"]) for page in pages]
            if ranks != sorted(ranks) or any(rank[0] == 0 for rank in ranks):
                yield f"the list {item['sk']} is not in order: {ranks}"


def aliases_are_counted_and_lead_to_pages_that_are_none(stored: Stored) -> Iterator[str]:
    pages = stored.named("page")
    aliases = {name: item for name, item in pages.items() if "alias_of" in item}
    counted = Counter((site, keys.page_id(item["alias_of"])) for (site, _), item in aliases.items())
    for name in pages.keys() | counted.keys():
        yield from _differ(f"alias_count of page {name}", pages.get(name, {}).get("alias_count", 0), counted[name])
        if name in aliases and counted[name]:
            yield f"page {name} is an alias and has some"
    for (site, page), item in pages.items():
        if "gsi1pk" in item:
            due, _, listed = item["gsi1sk"].partition("#")
            yield from _listed(f"the list of aliases with {page}", item, "gsi1", keys.aliases_of(site), f"{due}#{page}")
            if listed and (site, page) not in aliases:
                yield f"page {(site, page)} is listed as an alias and is none"


def authors_are_counted(stored: Stored) -> Iterator[str]:
    by_status: dict[Name, Counter[str]] = defaultdict(Counter)
    for (site, comment), private in stored.named("private").items():
        if "author" in private and (site, comment) in stored.records:
            by_status[site, private["author"]][stored.records[site, comment]["status"]] += 1
    authors = stored.named("author")
    for name in by_status.keys() | authors.keys():
        history = {key: value for key, value in authors.get(name, {}).items() if type(value) is int and value}
        yield from _differ(f"the history of author {name}", history, dict(by_status[name]))


def what_posting_claims_is_of_comments(stored: Stored) -> Iterator[str]:
    """Comments and edits of a minute are counted at most once, and where a text is put down there is its comment. Both expire."""
    moments = [(site, record["created_at"]) for (site, _), record in stored.records.items()]
    edits = [one for one in stored.of("revision") if one.get("action") == "edit" and one.get("by") == "author"]
    moments += [(name_of(edit)[0], edit["at"]) for edit in edits]
    made = Counter((site, int(datetime.fromisoformat(at).timestamp()) // 60) for site, at in moments)
    erased = Counter[str]()  # nobody knows any more when what is erased was edited
    for (site, _), record in stored.records.items():
        erased[site] += record.get("upkeep_count", 0) if "erased_at" in record else 0
    counted = Counter[tuple[str, int]]()
    for rate in stored.of("rate"):
        _, site, _, minute = rate["pk"].split("#")
        counted[site, int(minute)] += rate["post_count"]
    for (site, minute), count in counted.items():
        if count > made[site, minute] + erased[site]:
            yield f"{count} comments are counted in minute {minute} of {site}, where {made[site, minute]} were left or edited"
    texts = Counter((text["pk"].split("#")[1], text["write_id"]) for text in stored.of("text"))
    for name, count in texts.items():
        if name not in stored.records or count > 1:
            yield f"{count} texts are put down as that of comment {name[1]}"


def kept_answers_are_of_comments(stored: Stored) -> Iterator[str]:
    answered = Counter[Name]()
    for item in stored.of("idempotency"):
        told = json.loads(item["comment"])
        name = name_of(item)[0], told["id"]
        answered[name] += 1
        if name not in stored.records:
            yield f"an idempotency key answers with comment {told['id']}, which is not there"
    for name in (name for name, count in answered.items() if count > 1):
        yield f"several idempotency keys answer with comment {name[1]}"


def views_add_up(stored: Stored) -> Iterator[str]:
    months: dict[str, list[Plain]] = defaultdict(list)
    for month in stored.of("hours"):
        months[month["pk"]].append(month)
    counters = {counter["pk"]: counter for counter in stored.of("views")}
    in_no_hour = Counter[Name]()
    for pk in months.keys() - counters.keys():
        yield f"there are hours of {pk}, whose counter is not there"
    for pk, counter in counters.items():
        *_, shard = pk.split("#")
        if int(shard) >= counters.get(pk.removesuffix(shard) + "0", {}).get("shards", 1):
            yield f"the first shard of {pk} does not tell of it"
        if (
            counter.keys() - {"pk", "sk", "type", "shards"} or months[pk]
        ):  # else it tells only how many shards there are
            yield from _buckets_add_up(counter, months[pk])
            in_no_hour[_staying(stored, name_of(counter))] += counter["view_count"] - _in_hours(counter, months[pk])
    for (site, page), item in stored.named("page").items():
        told = counters.get(keys.views(site, page)[0], {}).get("shards", 1)
        if item.get("shards", 1) > told:
            yield f"page {page} tells of {item['shards']} shards, its first shard of {told}"
    # What sources said stays under the names they said it of, and is counted at the pages that stay.
    imported = Counter[Name]()
    for item in stored.of("imported"):
        imported[_staying(stored, name_of(item))] += item["view_count"]
    yield from _differ("what is viewed in no hour", +in_no_hour, +imported)


def _staying(stored: Stored, name: Name) -> Name:
    page = stored.pages.get(name, {})
    return (name[0], keys.page_id(page["alias_of"])) if "alias_of" in page else name


def _in_hours(counter: Plain, months: list[Plain]) -> int:
    items = (counter, *months)
    return sum(value % 10**8 for item in items for name, value in item.items() if re.fullmatch("h[0-9a-z]{4}", name))


def _buckets_add_up(counter: Plain, months: list[Plain]) -> Iterator[str]:
    (site, page), what = name_of(counter), f"of the views of page {name_of(counter)[1]}"
    buckets = [(name, value) for item in (counter, *months) for name, value in item.items() if BUCKET.fullmatch(name)]
    for name, times in Counter(name for name, _ in buckets).items():
        if times > 1:
            yield f"the bucket {name} {what} is there {times} times"
    in_hours = _in_hours(counter, months)
    if in_hours > counter["view_count"]:
        yield f"view_count {what} is {counter['view_count']}, and its hours have {in_hours}"
    for kind, named in (("h", "hours"), ("d", "days")):
        counts = [divmod(value, 10**8) for name, value in buckets if name.startswith(kind)]
        yield from _differ(f"the sum of {named} {what}", sum(views for _, views in counts), in_hours)
        visits = sum(visits for visits, _ in counts)
        yield from _differ(f"the sum of visits by {named} {what}", visits, counter["visit_count"])
    latest = keys.active_in(site, max((name[1:] for name, _ in buckets if name.startswith("h")), default="0"))
    shard = int(counter["pk"].split("#")[3])
    yield from _listed(f"the latest hour {what}", counter, "gsi1", latest, keys.active_rank(page, shard))
    if counter["visit_count"] > counter["view_count"]:
        yield f"visit_count {what} is {counter['visit_count']}, above view_count, {counter['view_count']}"


def reactions_are_counted(stored: Stored) -> Iterator[str]:
    """Until a marker expires with the key it is under, there is one for each reaction that is counted."""
    markers = Counter((*name_of(marker), marker["reaction"]) for marker in stored.of("reaction"))
    pages = stored.named("page")
    targets = stored.records | pages
    for site, target, reaction in markers:
        if (site, target) not in targets:
            yield f"there is a {reaction} of {target}, which is not there"
    for name, item in stored.records.items():
        yield from _differ(f"like_count of {name[1]}", item.get("like_count", 0), markers[*name, "like"])
    # Counts move to the page that stays, markers cannot: so a page and its aliases are counted together.
    likes, marked = Counter[Name](), Counter[Name]()
    for name, item in pages.items():
        staying = (name[0], keys.page_id(str(item.get("alias_of") or item["key"])))
        likes[staying] += item.get("like_count", 0)
        marked[staying] += markers[*name, "like"]
    for name in pages:
        yield from _differ(f"like_count of page {name[1]}", likes[name], marked[name])


def flags_are_counted(stored: Stored) -> Iterator[str]:
    held = {(line["pk"].split("#")[1], line["comment"]) for line in stored.of("line") if line["action"] == "hold"}
    for name in held - stored.named("flags").keys():
        yield f"comment {name[1]} was held by flags, and has none"
    flags = Counter(name_of(flag) for flag in stored.of("flag"))
    moments = {(*name_of(flag), flag.get("created_at")) for flag in stored.of("flag")}
    counted = stored.named("flags")
    for name in flags.keys() | counted.keys():
        count = counted.get(name, {})
        is_erased = "erased_at" in stored.records.get(
            name, {}
        )  # then the flags are gone, and how many there were stays
        there = count.get("flag_count", 0) if is_erased else flags[name]
        by_reason = sum(value for key, value in count.items() if key.startswith("reason_"))
        yield from _differ(f"flag_count of comment {name[1]}", count.get("flag_count"), there)
        yield from _differ(f"the flags of comment {name[1]} by reason", by_reason, there)
        if count.get("unseen_count", 0) > there:
            yield f"more flags of comment {name[1]} are unseen than there are"
        at, what = count.get("gsi3sk", "").partition("#")[0], f"the list of what was flagged with {name[1]}"
        if count.get("unseen_count"):
            yield from _listed(what, count, "gsi3", keys.flagged_of(name[0]), keys.flagged_rank(at, name[1]))
            if (*name, at) not in moments and not is_erased:
                yield f"comment {name[1]} is listed as flagged at {at}, when nobody did"
        else:
            yield from _differ(what, count.get("gsi3pk"), None)
        if name not in stored.records:
            yield f"there are flags of comment {name[1]}, which is not there"


def blocks_are_listed(stored: Stored) -> Iterator[str]:
    entries = {(entry["pk"].split("#")[1], entry["id"]): entry for entry in stored.of("entry")}
    found = {(block["pk"].split("#")[1], block["id"]): block for block in stored.of("block")}
    for name in entries.keys() ^ found.keys():
        yield f"block {name[1]} is there only in part"
    for name in entries.keys() & found.keys():
        entry, block = entries[name], found[name]
        yield from _differ(f"the end of block {name[1]}", block.get("ttl"), entry.get("ttl"))
        yield from _differ(f"the kind of block {name[1]}", block["pk"].split("#")[2], entry["kind"])
        if entry["kind"] == "address":
            yield from _differ(f"the address of block {name[1]}", block["pk"].split("#")[3], entry["value"])
    told = {(line["pk"].split("#")[1], line["subject"]) for line in stored.of("line") if line["action"] == "block"}
    for name in entries.keys() - told:
        yield f"the log does not tell of block {name[1]}"


def sites_and_tokens_are_listed(stored: Stored) -> Iterator[str]:
    listed = {item["sk"] for item in stored.of("directory")}
    yield from _differ("the list of sites", listed, {item["pk"].split("#")[1] for item in stored.of("site")})
    for token in stored.of("token"):
        yield from _listed(
            f"the list with token {token['id']}", token, "gsi3", keys.tokens_of(token["site"]), token["id"]
        )


def names_of_moderators_are_those_of_tokens(stored: Stored) -> Iterator[str]:
    names: dict[str, dict[str, str]] = defaultdict(dict)
    for token in stored.of("token"):
        names[token["site"]][token["id"]] = token["name"]
    for site in stored.of("site"):
        if "moderator_names" in site:  # one that was made before there were any gets them with its next token
            name = site["pk"].split("#")[1]
            yield from _differ(f"the names of moderators in site {name}", site["moderator_names"], names[name])


def posts_are_once_in_their_place_and_known_to_their_pages(stored: Stored) -> Iterator[str]:
    pages = stored.named("page")
    found: dict[str, list[Plain]] = defaultdict(list)
    for post in stored.of("post"):
        found[post["pk"].partition("#")[2]].append(post)
    for site, posts in found.items():
        for page, count in Counter(post["page_id"] for post in posts).items():
            if count > 1:
                yield f"page {page} has {count} posts in site {site}"
        if len(posts) > MOST_POSTS:
            yield f"site {site} has {len(posts)} posts"
        for post in posts:
            what, page = f"post {post['key']}", pages.get((site, post["page_id"]), {})
            yield from _differ(f"the hash of {what}", post["page_id"], keys.page_id(post["key"]))
            yield from _differ(f"the place of {what}", post["sk"], f"{post['published_at']}#{post['page_id']}")
            told = (page.get("feed_title"), page.get("published_at"), page.get("url"))
            yield from _differ(f"the page of {what}", told, (post["title"], post["published_at"], post["url"]))


def titles_of_feeds_are_shown_unless_a_moderator_gave_another(stored: Stored) -> Iterator[str]:
    for (_, page), item in stored.named("page").items():
        if "title_by" in item:
            yield from _differ(f"the title of page {page}", item.get("title"), item.get("feed_title"))
        elif "feed_title" in item and "title" not in item:
            yield f"page {page} does not show the title that it has from the feed"


def the_log_tells_of_every_token_and_setting(stored: Stored) -> Iterator[str]:
    told: dict[str, list[Plain]] = defaultdict(list)
    for line in stored.of("line"):
        told[line["action"]].append(line)
    made = Counter((line["pk"].split("#")[1], line["subject"]) for line in told["token_create"])
    gone = Counter((line["pk"].split("#")[1], line["subject"]) for line in told["token_revoke"])
    there = Counter((token["site"], token["id"]) for token in stored.of("token"))
    yield from _differ("what the log tells of tokens", made - gone, there)
    marks = {line["id"] for line in told["settings"]}
    for site in stored.of("site"):
        if site["settings"] != "{}" and site["write_id"] not in marks:
            yield f"no line tells of the settings of {site['pk']}"


def digests_of_pages_are_those_of_their_site(stored: Stored) -> Iterator[str]:
    counted: dict[bool, Counter[tuple[str, str, str]]] = {True: Counter(), False: Counter()}
    for digest in stored.of("digest"):
        site, *page = digest["pk"].split("#")[1:]
        for name, count in digest.items():
            if name.startswith(("came_", "decided_", "by_", "waited_")):
                counted[bool(page)][site, digest["sk"], name] += count
        decided = sum(count for name, count in digest.items() if name.startswith("decided_"))
        by = sum(count for name, count in digest.items() if name.startswith("by_"))
        yield from _differ(f"the number of decisions in {digest['pk']} {digest['sk']}", decided, by)
    yield from _differ("what is counted of all pages by the hour", counted[True], counted[False])


CHECKS: tuple[Callable[[Stored], Iterator[str]], ...] = (
    items_are_what_their_keys_say,
    nothing_is_below_zero,
    records_are_whole,
    each_change_is_a_decision_a_revision_or_upkeep,
    what_is_deleted_is_listed_to_be_erased,
    what_is_erased_tells_nothing,
    copies_are_public_once_exactly_while_approved,
    threads_are_counted,
    tallies_are_counted,
    pages_are_counted,
    pages_that_changed_are_listed_by_the_hour,
    lists_of_popular_pages_are_in_order,
    aliases_are_counted_and_lead_to_pages_that_are_none,
    authors_are_counted,
    what_posting_claims_is_of_comments,
    kept_answers_are_of_comments,
    views_add_up,
    reactions_are_counted,
    flags_are_counted,
    blocks_are_listed,
    sites_and_tokens_are_listed,
    names_of_moderators_are_those_of_tokens,
    posts_are_once_in_their_place_and_known_to_their_pages,
    titles_of_feeds_are_shown_unless_a_moderator_gave_another,
    the_log_tells_of_every_token_and_setting,
    digests_of_pages_are_those_of_their_site,
)
