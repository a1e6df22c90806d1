"""问答 · Questions in Chinese: words → meaning (``reading``), meaning → answer with its sentences (``replies``)."""

from graph.ask.questions import Questions, load_questions
from graph.ask.replies import Answer, ask

__all__ = ["Answer", "Questions", "ask", "load_questions"]
