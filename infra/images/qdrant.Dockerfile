FROM qdrant/qdrant:v1.18.2
