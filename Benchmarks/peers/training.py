"""A training step as PyTorch does it: forward, loss, backward, AdamW (its fused version)."""
import torch
from torch.nn import functional as F

BATCH = 64


class Steps:
    """Goes through the windows batch by batch, in a new order each epoch."""

    def __init__(self, case, compiled):
        self.module = case.fresh_module().train()
        # As faultdx does it: biases and normalisations do not decay.
        parameters = list(self.module.parameters())
        self.optimizer = torch.optim.AdamW(
            [{"params": [p for p in parameters if p.ndim > 1], "weight_decay": 0.01},
             {"params": [p for p in parameters if p.ndim == 1], "weight_decay": 0.0}],
            lr=1e-3, betas=(0.9, 0.999), eps=1e-8, fused=True)
        self.windows, self.labels = torch.from_numpy(case.windows), case.labels
        self.forward = torch.compile(self.loss, dynamic=False) if compiled else self.loss

    def loss(self, x, y):
        return F.cross_entropy(self.module(x), y)

    def step(self, x, y):
        self.optimizer.zero_grad(set_to_none=True)
        loss = self.forward(x, y)
        loss.backward()
        self.optimizer.step()
        return loss.detach()

    def losses(self, steps):
        """The losses of the first steps, all on the first batch."""
        return [self.step(self.windows[:BATCH], self.labels[:BATCH]).item() for _ in range(steps)]

    def epoch(self):
        for indices in torch.randperm(len(self.windows)).split(BATCH):
            self.step(self.windows[indices], self.labels[indices])


PEERS = {"PyTorch eager": False, "torch.compile": True}
