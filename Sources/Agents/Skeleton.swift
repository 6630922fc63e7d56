enum AgentsSkeleton {}
