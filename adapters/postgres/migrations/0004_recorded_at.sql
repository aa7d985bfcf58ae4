-- Which parts of the log hold something that was recorded by a moment, or after one: times grow with positions, but for
-- those that were recorded while the clock was wrong. Of a sum, so that no plan goes from row to row by the unique
-- index of positions where this one would pass over all but a few parts; an append costs it next to nothing.

CREATE INDEX events_recorded_at ON log.events USING brin ((notification_id + 0), recorded_at)
    WITH (autosummarize = on);
