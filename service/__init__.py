"""The Flask app and all it knows: one folder per feature.

FEATURES is the map and the law: a feature may import those named before it,
never one named after it. `lint-imports` and tests/architecture hold it to that.
"""

FEATURES = (
    "communities",
    "contacts",
    "outbox",
    "inbox",
    "signup",
    "members",
    "channel",
    "tips",
    "events",
    "campaigns",
    "desk",
    "demo",
)
