-- The tables of photo-site.properties: a small photo site whose photos lie in two shards.
CREATE DATABASE site CHARACTER SET utf8mb4;
CREATE DATABASE site_0 CHARACTER SET utf8mb4;
CREATE DATABASE site_1 CHARACTER SET utf8mb4;

CREATE TABLE site.users (
  id INT NOT NULL PRIMARY KEY, name VARCHAR(60) NOT NULL, about TEXT NULL, score FLOAT NULL,
  seen TIMESTAMP(3) NOT NULL);

-- the id tells the shard: even ones lie in site_0, odd ones in site_1
CREATE TABLE site_0.photos (
  id BIGINT UNSIGNED NOT NULL PRIMARY KEY, user_id INT NOT NULL, title VARCHAR(200) NOT NULL,
  price DECIMAL(8,2) NOT NULL, meta JSON NULL, views INT UNSIGNED NOT NULL DEFAULT 0,
  KEY (user_id));
CREATE TABLE site_1.photos LIKE site_0.photos;

CREATE TABLE site.comments (
  id BIGINT UNSIGNED NOT NULL PRIMARY KEY, photo_id BIGINT UNSIGNED NOT NULL, author_id INT NOT NULL,
  text VARCHAR(500) NOT NULL, KEY (photo_id), KEY (author_id));

CREATE TABLE site.friendships (
  user_id INT NOT NULL, friend_id INT NOT NULL, since DATE NOT NULL,
  PRIMARY KEY (user_id, friend_id), KEY (friend_id));

-- what no mapping can know; its rows are of no use once they are written
CREATE TABLE site.cache_outbox (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY, cache_key VARCHAR(250) NOT NULL,
  operation ENUM('set','delete') NOT NULL, value MEDIUMBLOB NULL, ttl INT UNSIGNED NULL);
