"""The publisher's posts: read from its feed, kept, and shown as *Recent posts*; titles and dates of pages come from there too."""
