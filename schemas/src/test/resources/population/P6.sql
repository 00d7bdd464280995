INSERT INTO collection_resource_limits (collection_id, max_documents) SELECT id, 1000000 FROM collections;
