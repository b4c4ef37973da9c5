"""Processes that the bench starts. They import nothing that they do not need, since that is what is measured."""
