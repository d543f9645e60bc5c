-- A table that takes the place of another, as it is done where ALTER TABLE cannot.
CREATE TABLE "User" ("id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, "email" TEXT NOT NULL, "age" INTEGER DEFAULT 0);
CREATE UNIQUE INDEX "User_email_key" ON "User"("email");
CREATE TABLE Post (
  id TEXT PRIMARY KEY,
  userId INTEGER NOT NULL CONSTRAINT owner REFERENCES User (id) ON DELETE CASCADE,
  at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
  UNIQUE (userId, at)
);
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_User" ("id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, "email" TEXT NOT NULL, "name" TEXT NOT NULL DEFAULT 'it''s', CHECK (length("email") > 3));
INSERT INTO "new_User" ("id", "email") SELECT "id", "email" FROM "User";
DROP TABLE "User";
ALTER TABLE "new_User" RENAME TO "User";
CREATE UNIQUE INDEX "User_email_key" ON "User"("email");
PRAGMA foreign_keys=ON;
ALTER TABLE "Post" RENAME COLUMN "at" TO "postedAt";
CREATE INDEX IF NOT EXISTS "Post_recent" ON "Post"("postedAt" DESC) WHERE "userId" > 0;
