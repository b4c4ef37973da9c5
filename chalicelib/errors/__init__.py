"""The error tree: every way a call can fail, each class with its stable code.

    BelowlineError
    ├── Refused                     the caller can act on it; becomes a problem of RFC 9457
    │   ├── InvalidJson             400 invalid_json
    │   ├── InvalidCursor           400 invalid_cursor
    │   ├── Unauthorized            401 unauthorized
    │   │   └── SignOnRefused       401 sign_on_refused
    │   ├── Forbidden               403 forbidden
    │   ├── OriginNotAllowed        403 origin_not_allowed
    │   ├── Blocked                 403 blocked
    │   ├── PageClosed              403 page_closed
    │   ├── EditWindowOver          403 edit_window_over
    │   ├── NotFound                404 not_found
    │   ├── SiteNotFound            404 site_not_found
    │   ├── MethodNotAllowed        405 method_not_allowed
    │   ├── IdempotencyConflict     409 idempotency_conflict
    │   ├── DuplicateComment        409 duplicate_comment
    │   ├── LastAdmin               409 last_admin
    │   ├── CommentDeleted          409 comment_deleted
    │   ├── BodyTooLarge            413 body_too_large
    │   ├── UnsupportedMediaType    415 unsupported_media_type
    │   ├── InvalidRequest          422 invalid_request (each field in `fields`)
    │   │   └── NameReserved        422 name_reserved
    │   ├── InvalidPage             422 invalid_page
    │   ├── PageNotOnSite           422 page_not_on_site
    │   ├── ParentNotFound          422 parent_not_found
    │   └── RateLimited             429 rate_limited
    ├── Unavailable                 503 unavailable: the table did not answer in time; trying again is safe
    ├── ConditionFailed             storage only: a condition did not hold, with the item that stood in its way
    ├── TransactionFailed           storage only: a transaction was cancelled, with a reason an action
    └── NoVerdict                   checks only: a service that was asked about a comment gave no verdict

What is not in this tree is a bug and answers 500 `internal_error`. The status of a class stands in `api/responses.py`.
"""

from chalicelib.errors.calls import (
    BodyTooLarge,
    Forbidden,
    InvalidCursor,
    InvalidJson,
    LastAdmin,
    MethodNotAllowed,
    NotFound,
    OriginNotAllowed,
    SignOnRefused,
    SiteNotFound,
    Unauthorized,
    UnsupportedMediaType,
)
from chalicelib.errors.comments import (
    Blocked,
    CommentDeleted,
    DuplicateComment,
    EditWindowOver,
    IdempotencyConflict,
    NameReserved,
    ParentNotFound,
    RateLimited,
)
from chalicelib.errors.fields import field_error
from chalicelib.errors.pages import (
    InvalidPage,
    PageClosed,
    PageNotOnSite,
)
from chalicelib.errors.roots import (
    BelowlineError,
    FieldError,
    InvalidRequest,
    Refused,
)
from chalicelib.errors.unanswered import (
    ConditionFailed,
    NoVerdict,
    TransactionFailed,
    Unavailable,
)

__all__ = [
    "BelowlineError",
    "Blocked",
    "BodyTooLarge",
    "CommentDeleted",
    "ConditionFailed",
    "DuplicateComment",
    "EditWindowOver",
    "FieldError",
    "Forbidden",
    "IdempotencyConflict",
    "InvalidCursor",
    "InvalidJson",
    "InvalidPage",
    "InvalidRequest",
    "LastAdmin",
    "MethodNotAllowed",
    "NameReserved",
    "NoVerdict",
    "NotFound",
    "OriginNotAllowed",
    "PageClosed",
    "PageNotOnSite",
    "ParentNotFound",
    "RateLimited",
    "Refused",
    "SignOnRefused",
    "SiteNotFound",
    "TransactionFailed",
    "Unauthorized",
    "Unavailable",
    "UnsupportedMediaType",
    "field_error",
]
