"""The registry's files, edited by people who do not program (see README.md), and their generator.

``python -m bot.data.generate`` lays them out for the matcher. Nothing else is code here.
"""
