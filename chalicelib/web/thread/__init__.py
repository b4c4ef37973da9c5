"""The thread as a page of its own: complete without JavaScript, with a form that browsers send by themselves.

`routes` says what is asked and answered, `form` reads what was typed, `document` makes the page by the templates beside it.
"""
