"""The moderator page: `index.html`, one style sheet, native modules and a file of words for each language. Nothing is built of them.

`main.js` tells how they belong together, `files` what of them is served, `routes` where.
"""
