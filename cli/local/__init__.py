"""The whole service on this machine.

`engine` is AWS, `gateway` its API Gateway, `events` its schedules and stream; `publication` serves the demo publication
whose pages stand in `demo/`; `run` starts and ends all of them.
"""
