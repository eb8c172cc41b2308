"""The Volano platform: server, gateway and worker. The light client lives in `volano`."""
