"""What browsers get: the embed, the moderator page, and the thread as a page of its own.

`embed/` and `moderate/` are the sources of the embed and of the moderator page; `cli/web` makes of them what is served, in `built/`.
"""
