-- create_table --
-- A table for rows; a row of several kilobytes stays whole, since to put its document aside costs COPY a third more.
CREATE TABLE {table} ({columns}, valid_from bigint NOT NULL, valid_to bigint) WITH (toast_tuple_target = 8160)

-- store_uncompressed --
-- Store a column's documents as they are: to compress every version of a row costs more time than it saves room.
ALTER TABLE {table} ALTER COLUMN {column} SET STORAGE EXTERNAL

-- create_key --
-- The index that finds live rows by their key, and refuses a second one.
CREATE UNIQUE INDEX ON {table} ({columns}) WHERE valid_to IS NULL

-- create_live_index --
-- An index of live rows by what is asked for.
CREATE INDEX ON {table} ({columns}) WHERE valid_to IS NULL

-- create_past_index --
-- The index of earlier rows by their time.
CREATE INDEX ON {table} USING gist (int8range(valid_from, valid_to)) WHERE valid_to IS NOT NULL

-- create_place_index --
-- The index of one municipality's earlier rows: of a large county's those of all others would be gone through, too.
CREATE INDEX ON {table} (scb_code, valid_to) WHERE valid_to IS NOT NULL

-- place_index_exists --
-- Whether a table has that index, or is another's: tables that were made before there was one do not have it.
SELECT NOT pg_has_role(relowner, 'USAGE') OR EXISTS (
    SELECT FROM pg_index
    JOIN pg_attribute AS place ON place.attrelid = indrelid AND place.attnum = indkey[0] AND place.attname = 'scb_code'
    JOIN pg_attribute AS ended ON ended.attrelid = indrelid AND ended.attnum = indkey[1] AND ended.attname = 'valid_to'
    WHERE indrelid = pg_class.oid
)
FROM pg_class WHERE oid = %s::text::regclass

-- drop_table --
-- Take a table away, if it is there.
DROP TABLE IF EXISTS {table}

-- rename_table --
-- Give a table another name.
ALTER TABLE {table} RENAME TO {new_name}

-- analyze_table --
-- Have the planner know what a table holds.
ANALYZE {table}

-- copy_rows --
-- Put many rows in.
COPY {table} ({columns}) FROM STDIN

-- insert_row --
-- Put a row in.
INSERT INTO {table} ({columns}) VALUES ({values})

-- close_rows --
-- Let live rows be those of the time until a position.
UPDATE {table} AS live SET valid_to = ended.at FROM unnest({arrays}, %s::bigint[]) AS ended ({columns}, at)
WHERE live.valid_to IS NULL AND {same}

-- count_versions --
-- How many rows are or were, of one municipality or of all.
SELECT count(*) FROM {table} WHERE %(scb_code)s::text IS NULL OR scb_code = %(scb_code)s

-- versions --
-- All rows that are or were, of one municipality or of all.
SELECT {columns} FROM {table} WHERE %(scb_code)s::text IS NULL OR scb_code = %(scb_code)s

-- select_live --
-- The live rows that answer a question; conditions are put together by selection.py.
SELECT {columns} FROM {table} WHERE valid_to IS NULL {conditions} ORDER BY {order} LIMIT %(limit)s

-- count_live --
-- How many live rows answer a question, up to a limit.
SELECT count(*) FROM (SELECT FROM {table} WHERE valid_to IS NULL {conditions} LIMIT %(limit)s) AS found

-- count_past --
-- How many answered it at a position, up to a limit.
SELECT count(*) FROM (
    SELECT FROM {table}
    WHERE valid_from <= %(as_of)s::bigint AND (valid_to IS NULL OR valid_to > %(as_of)s::bigint) {conditions}
    LIMIT %(limit)s
) AS found

-- select_past --
-- The rows that answered it at a position; what has ended and what still is have an index each.
SELECT {columns} FROM (
    (SELECT {columns} FROM {table} WHERE valid_to IS NULL AND valid_from <= %(as_of)s::bigint {conditions}
     ORDER BY {order} LIMIT %(limit)s)
    UNION ALL
    (SELECT {columns} FROM {table}
     WHERE valid_to IS NOT NULL AND valid_to > %(as_of)s::bigint
     AND int8range(valid_from, valid_to) @> %(as_of)s::bigint {conditions}
     ORDER BY {order} LIMIT %(limit)s)
) AS found ORDER BY {order} LIMIT %(limit)s
