"""Moderation: the checks that judge new comments, the decisions of moderators, the log of both, and what readers flag."""
