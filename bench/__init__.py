"""The bench: each figure has one function that measures it, and what it cannot be below measured beside it.

    run.py           the list of figures, and how they are measured one after another
    figure.py        what a figure is; a ratio of rounds
    report.py        the table on the terminal, `results.json`, the table in `docs/performance.md`
    cold_start.py, packaged.py, handler.py, budgets.py, growth.py, memory.py, views.py, weight.py    the figures, by theme

    scene.py         calls and what DynamoDB answered to each request of theirs, made on moto
    assembly.py      the service, in which no page is ever hot
    place.py         the service on moto, and how it is called
    stock.py         pages and queues of thousands, stored without a transaction each
    children/        the processes that are measured, and the canned endpoint they ask

What is measured by its time runs in a process of its own, without moto, against an endpoint in another process that answers from a
scene: so neither the time of an engine nor a patched client is in any figure. Nothing here runs on AWS, and no test asserts a speed.
"""
