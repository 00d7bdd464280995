-- What was there before anything was counted. What was counted since stays: V9 takes the difference again.
DELETE FROM collection_counters WHERE shard = -1;
DELETE FROM collection_sources WHERE shard = -1;
