"""What happened on a site and on its pages, hour by hour: counts that statistics are made of."""
