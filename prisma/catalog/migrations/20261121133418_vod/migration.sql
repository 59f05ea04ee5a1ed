-- AlterTable
ALTER TABLE "broadcast" ADD COLUMN     "series_key" TEXT,
ADD COLUMN     "work_keys" TEXT[] DEFAULT ARRAY[]::TEXT[];

-- CreateTable
CREATE TABLE "series" (
    "id" TEXT NOT NULL,
    "external_id" TEXT,
    "title_key" TEXT,
    "title" TEXT NOT NULL,
    "entitlement_tags" TEXT[],
    "categories" TEXT[],
    "description" TEXT,
    "images" JSONB NOT NULL DEFAULT '[]',
    "withdrawn" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "series_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "movie" (
    "id" TEXT NOT NULL,
    "external_id" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "entitlement_tags" TEXT[],
    "description" TEXT,
    "duration_seconds" INTEGER NOT NULL,
    "year" INTEGER,
    "categories" TEXT[],
    "credits" JSONB NOT NULL DEFAULT '[]',
    "minimum_age" INTEGER,
    "program_id" TEXT,
    "images" JSONB NOT NULL DEFAULT '[]',
    "withdrawn" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "movie_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "episode" (
    "id" TEXT NOT NULL,
    "external_id" TEXT NOT NULL,
    "series_id" TEXT NOT NULL,
    "season" INTEGER,
    "number" INTEGER,
    "title" TEXT NOT NULL,
    "entitlement_tags" TEXT[],
    "description" TEXT,
    "duration_seconds" INTEGER NOT NULL,
    "categories" TEXT[],
    "credits" JSONB NOT NULL DEFAULT '[]',
    "minimum_age" INTEGER,
    "program_id" TEXT,
    "images" JSONB NOT NULL DEFAULT '[]',
    "withdrawn" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "episode_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "collection" (
    "id" TEXT NOT NULL,
    "external_id" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "position" INTEGER NOT NULL DEFAULT 0,
    "entitlement_tags" TEXT[],
    "withdrawn" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "collection_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "collection_item" (
    "collection_id" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "content_id" TEXT NOT NULL,

    CONSTRAINT "collection_item_pkey" PRIMARY KEY ("collection_id","position")
);

-- CreateIndex
CREATE UNIQUE INDEX "series_external_id_key" ON "series"("external_id");

-- CreateIndex
CREATE UNIQUE INDEX "series_title_key_key" ON "series"("title_key");

-- CreateIndex
CREATE UNIQUE INDEX "movie_external_id_key" ON "movie"("external_id");

-- CreateIndex
CREATE UNIQUE INDEX "episode_external_id_key" ON "episode"("external_id");

-- CreateIndex
CREATE INDEX "episode_series_id_season_number_idx" ON "episode"("series_id", "season", "number");

-- CreateIndex
CREATE UNIQUE INDEX "collection_external_id_key" ON "collection"("external_id");

-- CreateIndex
CREATE INDEX "broadcast_series_key_start_idx" ON "broadcast"("series_key", "start");

-- CreateIndex
CREATE INDEX "broadcast_work_keys_idx" ON "broadcast" USING GIN ("work_keys");

-- AddForeignKey
ALTER TABLE "episode" ADD CONSTRAINT "episode_series_id_fkey" FOREIGN KEY ("series_id") REFERENCES "series"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "collection_item" ADD CONSTRAINT "collection_item_collection_id_fkey" FOREIGN KEY ("collection_id") REFERENCES "collection"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Both come with PostgreSQL, and the owner of a database may add them.
CREATE EXTENSION IF NOT EXISTS unaccent;
CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- Text without case, accents and punctuation, so that two ways of writing one title are one. ICU's rules, whatever the
-- locale of the cluster: in "C" nothing but ASCII has letters.
CREATE FUNCTION fold(written TEXT) RETURNS TEXT LANGUAGE sql STABLE STRICT PARALLEL SAFE AS $$
  SELECT btrim(regexp_replace(
    translate(lower(unaccent(written) COLLATE "und-x-icu"), '''’‘`´ʼ', ''),
    '[^[:alnum:]]+' COLLATE "und-x-icu", ' ', 'g'))
$$;

-- What a film says of itself in guides.
CREATE FUNCTION is_film(details JSONB) RETURNS BOOLEAN LANGUAGE sql STABLE AS $$
  SELECT coalesce(details->>'programId' LIKE 'MV%', false)
    OR coalesce(details->'categories', '[]') ?| ARRAY['Movie', 'movie', 'Film', 'film', 'Spielfilm', 'Feature Film']
$$;

CREATE FUNCTION broadcast_keys() RETURNS TRIGGER LANGUAGE plpgsql AS $$
DECLARE
  title TEXT := nullif(fold(NEW.title), '');
  season TEXT := NEW.details->>'season';
  episode TEXT := NEW.details->>'episode';
  subtitle TEXT := nullif(fold(NEW.details->>'subtitle'), '');
  film BOOLEAN := is_film(NEW.details);
BEGIN
  NEW.series_key := CASE WHEN film THEN NULL ELSE left(title, 500) END;
  NEW.work_keys := array_remove(ARRAY[
    'id ' || (NEW.details->>'programId'),
    CASE
      WHEN title IS NULL THEN NULL
      WHEN film THEN 'film ' || md5(title || ' ' || coalesce(NEW.details->>'year', ''))
      WHEN episode IS NOT NULL THEN
        'episode ' || md5(concat_ws(' ', title, coalesce(season, '-'), episode, NEW.details->>'part'))
      WHEN subtitle IS NOT NULL THEN 'subtitle ' || md5(title || ' : ' || subtitle)
    END
  ], NULL);
  RETURN NEW;
END
$$;

CREATE TRIGGER broadcast_keys BEFORE INSERT OR UPDATE OF title, details ON broadcast
FOR EACH ROW EXECUTE FUNCTION broadcast_keys();

-- A series that only the guide knows has an id that follows from its title: it is the same whenever it comes back.
CREATE FUNCTION broadcast_series() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO series (id, title_key, title, entitlement_tags, categories)
  SELECT DISTINCT ON (series_key) 'se_' || left(md5('series ' || series_key), 22), series_key, title, '{}', '{}'
  FROM written
  WHERE series_key IS NOT NULL
    AND (details->>'season' IS NOT NULL OR details->>'episode' IS NOT NULL)
    AND NOT EXISTS (SELECT FROM series WHERE title_key = series_key)
  ORDER BY series_key, start
  ON CONFLICT DO NOTHING;
  RETURN NULL;
END
$$;

CREATE TRIGGER broadcast_series_inserted AFTER INSERT ON broadcast REFERENCING NEW TABLE AS written
FOR EACH STATEMENT EXECUTE FUNCTION broadcast_series();
CREATE TRIGGER broadcast_series_updated AFTER UPDATE ON broadcast REFERENCING NEW TABLE AS written
FOR EACH STATEMENT EXECUTE FUNCTION broadcast_series();

-- What is there already.
UPDATE broadcast SET title = title;
