"""LoRA tuning of a GGUF model on torch, as a child process: `python -m volano_server.tuning.plugins.torch_lora SPEC`.

Parents need only `spec` (what to write) and `events` (what comes back); neither loads torch.
"""
