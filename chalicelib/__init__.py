"""The service: comments, reactions, moderation and page views, in slices by noun; the same file names in each are its layers.

    api/         from the gateway's event to a call that routes understand, and back
    bootstrap    builds each service once, when it is first asked for
    sites/       who is served, by which settings, and who may moderate
    pages/       what readers look at, named by one pure function
    comments/    posted, kept, and copied to where readers read while approved
    pageviews/   loads of pages by people, each counted once
    posts/       of the publisher's feed, for *Recent posts* and for titles and dates of pages
    reactions/   likes of comments and pages, each once a visitor
    popular/     what is most read, most discussed and trending: lists kept ready
    moderation/  checks, decisions, the log of both, and readers' flags
    digests/     what happened hour by hour, counted for statistics
    referrers/   where readers came from, counted by host and day
    stats/       how a site is doing, over time
    imports/     what a site brings along from where it was before
    storage/     the key chart, the border to DynamoDB, cursors
    outside/     other services that are asked, over the network
    web/         what browsers get
    errors, config, clock, ids, incoming, privacy

In a slice: `models` (what is passed around), `repository` (what is stored and how), `service` (what can be done), `routes` (by HTTP).
Imports go one way: routes, api, bootstrap, service, repository, storage; `make check` holds that. `docs/architecture.md` tells the rest.
"""
