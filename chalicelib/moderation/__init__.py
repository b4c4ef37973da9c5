"""Moderation: the checks that judge new comments, the decisions of moderators, and the log of both."""
