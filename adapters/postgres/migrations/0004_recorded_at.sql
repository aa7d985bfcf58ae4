-- Which parts of the log hold something that was recorded by a moment, or after one: times grow with positions, but for
-- those that were recorded while the clock was wrong. It takes no part in what is refused and costs an append nothing.

CREATE INDEX events_recorded_at ON log.events USING brin (notification_id, recorded_at) WITH (autosummarize = on);
