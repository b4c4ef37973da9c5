"""Author tokens: proof of having written one comment. Signed, bound to comment and site, expiring; nothing of them is stored."""

from datetime import datetime, timedelta

from itsdangerous import BadData, URLSafeSerializer

from chalicelib.clock import epoch
from chalicelib.sites.models import Site

GOOD_FOR = timedelta(days=30)


def author_token(site: Site, comment_id: str, posted: datetime) -> str:
    """Answer the token for a comment posted at this moment; the same for the same moment."""
    return str(_serializer(site).dumps([comment_id, epoch(posted + GOOD_FOR)]))


def is_author(site: Site, comment_id: str, token: str, now: datetime) -> bool:
    """Tell whether `token` is of this comment's author, and has not expired."""
    try:
        named, expires_at = _serializer(site).loads(token)
    except (BadData, ValueError, TypeError):
        return False
    return bool(named == comment_id and epoch(now) < expires_at)


def _serializer(site: Site) -> URLSafeSerializer:
    return URLSafeSerializer(list(site.secrets.signing), salt=f"author\x00{site.id}")
