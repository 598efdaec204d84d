#!/bin/bash
# Runs once, when MySQL's data volume is new: one schema and one user a service, each without a right in the other's.
set -euo pipefail

for service in auth promotion; do
    variable=${service^^}_DB_PASSWORD
    mysql -uroot -p"$MYSQL_ROOT_PASSWORD" <<SQL
CREATE DATABASE $service CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE USER '$service'@'%' IDENTIFIED BY '${!variable}';
GRANT ALL PRIVILEGES ON $service.* TO '$service'@'%';
SQL
done

# for replays, which compute the ledger again beside the real one
mysql -uroot -p"$MYSQL_ROOT_PASSWORD" <<'SQL'
GRANT ALL PRIVILEGES ON `promotion\_replay\_%`.* TO 'promotion'@'%';
SQL
