CREATE EXTENSION IF NOT EXISTS citext;
CREATE TYPE rating AS ENUM ('G', 'PG', 'PG-13');
CREATE DOMAIN year AS integer CHECK (VALUE BETWEEN 1901 AND 2155);
CREATE DOMAIN short_code AS varchar(5);
CREATE SCHEMA archive;
CREATE TABLE language (language_id serial PRIMARY KEY, name character(20) NOT NULL, last_update timestamp NOT NULL DEFAULT now());
CREATE TABLE film (
  film_id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  title varchar(255) NOT NULL,
  release_year year,
  code short_code,
  language_id integer NOT NULL REFERENCES language ON UPDATE CASCADE ON DELETE RESTRICT,
  rental_rate numeric(4,2) NOT NULL DEFAULT 4.99,
  ratio real DEFAULT 1.5,
  rating rating DEFAULT 'G'::rating,
  special_features text[],
  fulltext tsvector NOT NULL DEFAULT ''::tsvector,
  shape int4range,
  host inet,
  picture bytea,
  meta jsonb DEFAULT '{"a": 1}'::jsonb,
  raw json,
  ident uuid DEFAULT gen_random_uuid(),
  shown date DEFAULT CURRENT_DATE,
  since timestamptz(3) DEFAULT CURRENT_TIMESTAMP,
  duration interval DEFAULT '1 day'::interval,
  folded citext,
  note text DEFAULT 'it''s \ "fine"',
  negative bigint DEFAULT '-1'::integer,
  title_length integer GENERATED ALWAYS AS (length(title)) STORED,
  CONSTRAINT rate_is_positive CHECK (rental_rate > 0)
);
CREATE INDEX film_title ON film (title, rental_rate DESC);
CREATE INDEX film_fulltext ON film USING gist (fulltext);
CREATE UNIQUE INDEX film_lower ON film (lower(title));
ALTER TABLE film ADD CONSTRAINT film_code_unique UNIQUE (code);
CREATE TABLE film_actor (actor_id integer, film_id integer REFERENCES film, PRIMARY KEY (film_id, actor_id));
CREATE TABLE payment (payment_id integer NOT NULL, paid date NOT NULL, amount numeric NOT NULL) PARTITION BY RANGE (paid);
CREATE TABLE payment_2025 PARTITION OF payment FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE TABLE payment_2026 PARTITION OF payment FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE VIEW film_list AS SELECT film_id, title FROM film;
CREATE MATERIALIZED VIEW rates AS SELECT rental_rate, count(*) FROM film GROUP BY 1;
CREATE TABLE archive.film (film_id integer);
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.last_update = now(); RETURN NEW; END';
CREATE TRIGGER touched BEFORE UPDATE ON language FOR EACH ROW EXECUTE FUNCTION touch();
INSERT INTO language (name) VALUES ('English'), ('Norsk');
INSERT INTO film (title, release_year, code, language_id, special_features, fulltext, shape, host, picture, raw, folded)
  VALUES ('Zoë på tur', 2006, 'abc', 1, '{Trailers,"Deleted \"Scenes\"",NULL}', 'zoe:1 tur:2'::tsvector, '[1,5)', '10.0.0.1', '\xdeadbeef',
    '{"b" : 1,  "a": 2}', 'Zoë'),
  ('Plain', NULL, NULL, 2, NULL, '', NULL, NULL, NULL, NULL, NULL);
INSERT INTO film_actor VALUES (1, 1), (2, 1), (1, 2);
INSERT INTO payment VALUES (1, '2025-05-01', 1.50), (2, '2026-05-01', 'NaN');
