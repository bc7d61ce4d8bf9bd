"""A sentence model of the family of all-MiniLM-L6-v2, run in NumPy: a folder in, unit vectors out. No model is shipped.

The folder holds `model.safetensors`, `tokenizer.json` and `config.json` of a BERT encoder whose sentence vector is
the mean
over its tokens (Reimers and Gurevych 2019; Devlin et al. 2018).
"""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
MOST_TOKENS = 256
BATCH = 32


class NoModel(Exception):
    """The folder holds no such model, or a library is missing; the text says which."""


class SentenceModel:
    """`SentenceModel(folder).encode(texts)`; `name` and `digest` say which model it was."""

    def __init__(self, folder: Path) -> None:
        """Reads the folder. NoModel when something is missing or of another kind."""
        try:
            from safetensors.numpy import load_file
            from tokenizers import Tokenizer
        except ImportError as missing:
            raise NoModel("safetensors and tokenizers are not installed: install openaims[language].") from missing
        weights, tokenizer, config = (folder / name for name in ("model.safetensors", "tokenizer.json", "config.json"))
        for path in (weights, tokenizer, config):
            if not path.is_file():
                raise NoModel(f"{path} is missing.")
        shape = json.loads(config.read_text("utf-8"))
        if shape.get("model_type") != "bert" or shape.get("hidden_act") != "gelu":
            raise NoModel(f"{folder} holds a model of the type {shape.get('model_type')}; only BERT with GELU is read.")
        self.layers, self.heads = int(shape["num_hidden_layers"]), int(shape["num_attention_heads"])
        self.tiny = float(shape.get("layer_norm_eps", 1e-12))
        self.name = folder.resolve().name
        self.digest = hashlib.sha256(weights.read_bytes()).hexdigest()
        self._weights = {
            name.removeprefix("bert."): value.astype(np.float32)
            for name, value in load_file(weights).items()
            if value.dtype != np.int64
        }
        self._tokenizer: Any = Tokenizer.from_file(str(tokenizer))
        self._tokenizer.enable_truncation(min(MOST_TOKENS, int(shape["max_position_embeddings"])))
        self._tokenizer.enable_padding()

    def encode(self, texts: Sequence[str]) -> Vectors:
        """A unit vector a text, in its order: float32 of (texts, dimensions). Texts are cut at 256 tokens."""
        order = sorted(range(len(texts)), key=lambda place: len(texts[place]))
        width = self._weights["embeddings.LayerNorm.weight"].shape[0]
        vectors = np.empty((len(texts), width), np.float32)
        for start in range(0, len(order), BATCH):
            places = order[start : start + BATCH]
            vectors[places] = self._batch([texts[place] for place in places])
        return vectors

    def _batch(self, texts: list[str]) -> Vectors:
        encoded = self._tokenizer.encode_batch(texts)
        ids = np.array([one.ids for one in encoded])
        mask = np.array([one.attention_mask for one in encoded], np.float32)
        weights = self._weights
        hidden = (
            weights["embeddings.word_embeddings.weight"][ids]
            + weights["embeddings.position_embeddings.weight"][: ids.shape[1]]
            + weights["embeddings.token_type_embeddings.weight"][0]
        )
        hidden = self._normal("embeddings.LayerNorm", hidden)
        unseen = (1 - mask)[:, None, None, :] * np.float32(-1e9)
        for layer in range(self.layers):
            hidden = self._layer(f"encoder.layer.{layer}.", hidden, unseen)
        mean = (hidden * mask[:, :, None]).sum(1) / mask.sum(1, keepdims=True)
        return np.asarray(mean / np.linalg.norm(mean, axis=1, keepdims=True), np.float32)

    def _layer(self, prefix: str, hidden: Vectors, unseen: Vectors) -> Vectors:
        batch, tokens, width = hidden.shape
        size = width // self.heads
        scale = np.float32(size**-0.5)

        def split(name: str) -> Vectors:
            projected = self._linear(f"{prefix}attention.self.{name}", hidden)
            return projected.reshape(batch, tokens, self.heads, size).transpose(0, 2, 1, 3)

        query, key, value = split("query"), split("key"), split("value")
        weight: Vectors = np.asarray(query @ key.transpose(0, 1, 3, 2) * scale + unseen, np.float32)
        weight = np.exp(weight - weight.max(-1, keepdims=True))
        weight /= weight.sum(-1, keepdims=True)
        seen = (weight @ value).transpose(0, 2, 1, 3).reshape(batch, tokens, width)
        hidden = self._normal(
            f"{prefix}attention.output.LayerNorm", self._linear(f"{prefix}attention.output.dense", seen) + hidden
        )
        inner = _gelu(self._linear(f"{prefix}intermediate.dense", hidden))
        return self._normal(f"{prefix}output.LayerNorm", self._linear(f"{prefix}output.dense", inner) + hidden)

    def _linear(self, name: str, hidden: Vectors) -> Vectors:
        return np.asarray(hidden @ self._weights[f"{name}.weight"].T + self._weights[f"{name}.bias"], np.float32)

    def _normal(self, name: str, hidden: Vectors) -> Vectors:
        centred = hidden - hidden.mean(-1, keepdims=True)
        scale = np.sqrt((centred * centred).mean(-1, keepdims=True) + np.float32(self.tiny))
        return np.asarray(centred / scale * self._weights[f"{name}.weight"] + self._weights[f"{name}.bias"], np.float32)


def _gelu(values: Vectors) -> Vectors:
    """GELU by the error function (Abramowitz and Stegun 7.1.26, within 1.5e-7)."""
    scaled = values * np.float32(1 / np.sqrt(2))
    size = np.abs(scaled)
    t = 1 / (1 + np.float32(0.3275911) * size)
    series = ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t
    return np.asarray(0.5 * values * (1 + np.sign(scaled) * (1 - series * np.exp(-size * size))), np.float32)
