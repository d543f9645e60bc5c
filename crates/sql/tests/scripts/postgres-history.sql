-- Guards, renames, an enum that is swapped, what goes with a column.
DO $$ BEGIN
  CREATE TYPE "Role" AS ENUM ('USER', 'ADMIN');
EXCEPTION
  WHEN duplicate_object THEN null;
END $$;
DO $$ BEGIN
  CREATE TYPE "Role" AS ENUM ('NOBODY');
EXCEPTION
  WHEN duplicate_object THEN null;
END $$;
CREATE TABLE "User" (
  "id" SERIAL NOT NULL,
  "email" TEXT NOT NULL UNIQUE,
  "nick" VARCHAR(30),
  "role" "Role" NOT NULL DEFAULT 'USER',
  "score" INT CHECK ("score" > 0),
  "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "User_pkey" PRIMARY KEY ("id"),
  CHECK ("nick" <> '' OR "score" > 5)
);
CREATE TABLE IF NOT EXISTS "User" ("id" INT);
CREATE TABLE "Post" (
  "id" UUID DEFAULT gen_random_uuid() PRIMARY KEY,
  "authorId" INTEGER REFERENCES "User",
  "title" TEXT NOT NULL,
  UNIQUE ("authorId", "title")
);
CREATE INDEX ON "Post" (lower("title"));
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS "Post_recent" ON "Post" ("title" DESC NULLS LAST) INCLUDE ("authorId") WITH (fillfactor = 90) WHERE ("title" IS NOT NULL);
DO $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = 'Post_authorId_fkey') THEN
    ALTER TABLE "Post" ADD CONSTRAINT "Post_authorId_fkey" FOREIGN KEY ("authorId") REFERENCES "User"("id");
  END IF;
  IF NOT EXISTS (SELECT 1 FROM information_schema.columns WHERE table_name = 'Post' AND column_name = 'slug') THEN
    ALTER TABLE "Post" ADD COLUMN "slug" TEXT;
  END IF;
END $$;
BEGIN;
CREATE TYPE "Role_new" AS ENUM ('MEMBER', 'ADMIN');
ALTER TABLE "User" ALTER COLUMN "role" DROP DEFAULT;
ALTER TABLE "User" ALTER COLUMN "role" TYPE "Role_new" USING ("role"::text::"Role_new");
ALTER TYPE "Role" RENAME TO "Role_old";
ALTER TYPE "Role_new" RENAME TO "Role";
DROP TYPE "Role_old";
ALTER TABLE "User" ALTER COLUMN "role" SET DEFAULT 'MEMBER';
COMMIT;
ALTER TYPE "Role" ADD VALUE IF NOT EXISTS 'GUEST' BEFORE 'ADMIN';
UPDATE "User" SET "nick" = '-' WHERE "nick" IS NULL;
ALTER TABLE "User" RENAME COLUMN "nick" TO "handle";
ALTER TABLE "Post" RENAME TO "Article";
ALTER TABLE "Article" RENAME CONSTRAINT "Post_pkey" TO "Article_pkey";
ALTER INDEX "Post_recent" RENAME TO "Article_recent";
ALTER TABLE "Article" DROP COLUMN "authorId", ADD COLUMN "views" BIGINT NOT NULL DEFAULT 0;
ALTER TABLE "User" ALTER COLUMN "score" SET DATA TYPE BIGINT, ALTER COLUMN "score" SET DEFAULT 1, ALTER COLUMN "score" SET NOT NULL;
ALTER TABLE "Article" ADD CONSTRAINT "views_fit" CHECK ("views" >= 0) NOT VALID;
ALTER TABLE "Article" VALIDATE CONSTRAINT "views_fit";
SELECT setval('"User_id_seq"', 100);
ALTER TABLE "Article" FROBNICATE;
CREATE TABLE "Copy" AS SELECT count(*) AS n FROM "User";
CREATE TABLE "Tagged" ("id" INT PRIMARY KEY, "tags" TEXT[], "data" JSONB);
CREATE INDEX "Tagged_tags" ON "Tagged" USING GIN ("tags" array_ops, "data" jsonb_ops);
CREATE INDEX "Tagged_data" ON "Tagged" USING GIN ("data" jsonb_path_ops);
CREATE INDEX "Tagged_a_name_that_is_longer_than_what_the_server_keeps_of_names_idx" ON "Tagged" ("tags");
CREATE FUNCTION rank(needsWork BOOL, "of" "Role", code TEXT[], at TIMESTAMP(3) DEFAULT now()) RETURNS INT LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION rank(code TEXT) RETURNS INT LANGUAGE sql AS 'SELECT 1';
DROP FUNCTION rank(BOOLEAN, "Role", TEXT[], TIMESTAMP);
