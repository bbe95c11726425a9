-- A fingerprint of what the activity tables hold of an hour or a day: how many rows, and the sum of their hashes.
--
-- Why: the gateway remembers the distinct users and sessions of hours and days, which cost the more the more there are. What it
-- remembers is true exactly as long as the rows are the same, and these few rows say whether they are. Any new row, late or
-- not, from whichever gateway, changes them; so does a merge, and then the same number is counted once more.
-- Why a projection and not a view: it lies in the same part as its rows, so that it can neither lag behind nor run ahead of them.
-- Why `rebuild`: a merge of these tables joins rows, and a mutation removes some; the fingerprint is then made anew.
-- How to read back: SELECT hour, source, count(), sum(cityHash64(*)) ... GROUP BY hour, source, with the same expressions
ALTER TABLE activity_hourly
    MODIFY SETTING deduplicate_merge_projection_mode = 'rebuild', lightweight_mutation_projection_mode = 'rebuild';
ALTER TABLE activity_hourly ADD PROJECTION IF NOT EXISTS fingerprints
(
    SELECT
        hour,
        source,
        count(),
        sum(cityHash64(user_id, session_id, last_seen, minutes, clicks, impressions))
    GROUP BY hour, source
);
ALTER TABLE activity_hourly MATERIALIZE PROJECTION fingerprints SETTINGS mutations_sync = 0;

ALTER TABLE activity_daily
    MODIFY SETTING deduplicate_merge_projection_mode = 'rebuild', lightweight_mutation_projection_mode = 'rebuild';
ALTER TABLE activity_daily ADD PROJECTION IF NOT EXISTS fingerprints
(
    SELECT
        day,
        source,
        count(),
        sum(cityHash64(user, session, quarters))
    GROUP BY day, source
);
ALTER TABLE activity_daily MATERIALIZE PROJECTION fingerprints SETTINGS mutations_sync = 0;
