"""What browsers get: the embed, the moderator page, and the thread as a page of its own.

`embed/` is the source of the embed; `cli/embed` makes of it what is served, in `built/`.
"""
