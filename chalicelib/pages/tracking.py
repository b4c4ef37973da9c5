"""Query parameters that say where a reader came from, not which page it is.

Names are in lower case and match any case; a `*` at the end stands for any end. Dropping one too many joins two pages
and their comments, so a name belongs here only if sites do not use it for content. `docs/page-key.md` shows the list.
"""

TRACKING_PARAMETERS: dict[str, tuple[str, ...]] = {
    "Campaign links, whoever sends them": ("utm_*",),
    "Links from other sites and shares": ("ref", "cmpid", "smid", "ncid"),
    "Google Analytics": ("_ga", "_ga_*", "_gl"),
    "Google Ads, Campaign Manager and Merchant Center": (
        *("gclid", "gclsrc", "gbraid", "wbraid", "gad_source", "gad_campaignid", "dclid", "srsltid"),
    ),
    "Google's AMP viewer and cache, and a page's AMP form": ("amp", "amp_js_v", "amp_gsa", "usqp"),
    "Facebook": ("fbclid", "fb_action_ids", "fb_action_types", "fb_ref", "fb_source", "mibextid"),
    "Instagram and Threads": ("igsh", "igshid", "xmt"),
    "X, formerly Twitter": ("twclid", "ref_src", "ref_url"),
    "TikTok": ("ttclid",),
    "LinkedIn": ("li_fat_id",),
    "Pinterest": ("epik",),
    "Reddit": ("rdt_cid",),
    "Snapchat": ("sccid",),
    "Microsoft Advertising": ("msclkid",),
    "Yandex": ("yclid", "ysclid", "_openstat"),
    "Outbrain and Taboola": ("obclid", "dicbo", "tblci"),
    "Mailchimp": ("mc_cid", "mc_eid", "mc_tc"),
    "HubSpot": ("_hsenc", "_hsmi", "__hssc", "__hstc", "__hsfp", "hsctatracking", "hsa_*"),
    "Marketo": ("mkt_tok",),
    "Klaviyo": ("_kx", "_ke"),
    "Vero": ("vero_conv", "vero_id"),
    "Drip": ("__s",),
    "Omeda": ("oly_anon_id", "oly_enc_id"),
    "Blueshift": ("bsft_*",),
    "Kit, formerly ConvertKit": ("ck_subscriber_id",),
    "MailerLite": ("ml_subscriber", "ml_subscriber_hash"),
    "Adobe": ("s_cid", "s_kwcid", "ef_id"),
    "Matomo and Piwik PRO": ("mtm_*", "matomo_*", "pk_*", "piwik_*"),
    "Piano, formerly AT Internet": ("xtor", "at_campaign", "at_medium"),
    "Branch": ("_branch_match_id", "_branch_referrer"),
    "Affiliate networks": ("irclickid", "irgwc", "cjevent", "wickedid"),
}
"""By who adds them."""
