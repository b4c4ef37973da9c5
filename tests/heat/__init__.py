"""A hot page, simulated: DynamoDB's limits, Lambda's processes and a crowd, in a time of their own. Nothing here sleeps.

The service's own code runs in each process; only DynamoDB is played (`dynamo.py`), so that it throttles as documented, which no emulator
does.
"""
