-- begin_vocabulary --
-- Note that a release's words are in use from here on, unless those of the latest one are the same.
INSERT INTO log.vocabularies (after, version, sha256, content)
SELECT coalesce((SELECT max(notification_id) FROM log.events), 0), %(version)s, %(sha256)s, %(content)s
WHERE (SELECT sha256 FROM log.vocabularies ORDER BY number DESC LIMIT 1) IS DISTINCT FROM %(sha256)s

-- vocabulary_at --
-- The words in use when the event of a position was recorded; before all releases those of the first.
SELECT encode(sha256, 'hex') FROM log.vocabularies
WHERE after < %s OR number = (SELECT min(number) FROM log.vocabularies)
ORDER BY number DESC LIMIT 1

-- vocabulary --
-- The words that have a hash.
SELECT content FROM log.vocabularies WHERE sha256 = %s LIMIT 1

-- vocabularies --
-- All releases in their order, their words left out.
SELECT after, since, version, encode(sha256, 'hex') FROM log.vocabularies ORDER BY number
