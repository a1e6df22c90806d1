"""问答 · Questions in Chinese: words → meaning (``reading``), meaning → answer with its sentences (``replies``)."""

from graph.ask.answer import Answer, AskedDay
from graph.ask.questions import Questions, load_questions
from graph.ask.replies import ask

__all__ = ["Answer", "AskedDay", "Questions", "ask", "load_questions"]
