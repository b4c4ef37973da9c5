"""What browsers get: the embed, the moderator page, and the thread as a page of its own."""
