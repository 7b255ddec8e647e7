"""The opt-out follows the number"""
