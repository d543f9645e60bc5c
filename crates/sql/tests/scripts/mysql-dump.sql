-- MySQL dump 10.13  Distrib 8.0.36, for Linux (x86_64)
--
-- Host: localhost    Database: shop
-- ------------------------------------------------------
-- Server version	8.0.36

/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;
/*!50503 SET NAMES utf8mb4 */;
/*!40014 SET @OLD_FOREIGN_KEY_CHECKS=@@FOREIGN_KEY_CHECKS, FOREIGN_KEY_CHECKS=0 */;

DROP TABLE IF EXISTS `orders`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!50503 SET character_set_client = utf8mb4 */;
CREATE TABLE `orders` (
  `id` int NOT NULL AUTO_INCREMENT,
  `customer_id` int unsigned DEFAULT NULL,
  `state` enum('new','paid','it''s gone') COLLATE utf8mb4_unicode_ci NOT NULL DEFAULT 'new',
  `total` decimal(10,2) NOT NULL DEFAULT '0.00' COMMENT 'in cents; no, euros',
  `note` varchar(191) CHARACTER SET latin1 COLLATE latin1_swedish_ci DEFAULT NULL,
  `paid` tinyint(1) NOT NULL DEFAULT '0',
  `meta` json DEFAULT NULL,
  `doubled` decimal(11,2) GENERATED ALWAYS AS ((`total` * 2)) STORED,
  `created_at` datetime(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
  `updated_at` timestamp NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
  PRIMARY KEY (`id`),
  UNIQUE KEY `orders_note_key` (`note`(20)),
  KEY `orders_customer_id_fkey` (`customer_id`),
  KEY `orders_created` (`created_at` DESC,`state`),
  FULLTEXT KEY `orders_text` (`note`),
  CONSTRAINT `orders_customer_id_fkey` FOREIGN KEY (`customer_id`) REFERENCES `customers` (`id`) ON DELETE SET NULL ON UPDATE CASCADE,
  CONSTRAINT `positive` CHECK ((`total` >= 0))
) ENGINE=InnoDB AUTO_INCREMENT=42 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci COMMENT='What was bought';
/*!40101 SET character_set_client = @saved_cs_client */;

CREATE TABLE `customers` (
  `id` int unsigned NOT NULL AUTO_INCREMENT,
  `email` varchar(191) NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `email` (`email`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

SET FOREIGN_KEY_CHECKS=1;
ALTER TABLE `orders` ADD COLUMN `phone` VARCHAR(20) NULL AFTER `note`, ADD INDEX (`phone`), DROP INDEX `orders_created`;
ALTER TABLE `orders` MODIFY `phone` BIGINT UNSIGNED NOT NULL DEFAULT 0, CHANGE `meta` `details` JSON NULL;
ALTER TABLE `customers` ADD COLUMN `parent` INT UNSIGNED, ADD FOREIGN KEY (`parent`) REFERENCES `customers`(`id`);
RENAME TABLE `customers` TO `people`;
CREATE TABLE `keys` (`id` BINARY(16) NOT NULL, `one` BINARY NOT NULL, PRIMARY KEY (`id`)) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
