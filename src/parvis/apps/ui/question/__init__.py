"""The shell of a question: its answer, its figures with their proof, what the address chooses.

Any application fills a `QuestionView` and renders `ui/question.html`.
"""
