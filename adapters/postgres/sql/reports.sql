-- keep_report_content --
-- Keep what was pinned under its hash; what is there already is the same.
INSERT INTO log.report_contents (sha256, content, media_type) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING

-- report_content --
-- What lies under a hash.
SELECT content FROM log.report_contents WHERE sha256 = %s AND media_type = %s
