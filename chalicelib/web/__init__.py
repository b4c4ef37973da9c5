"""What browsers get: the embed and the moderator page."""
