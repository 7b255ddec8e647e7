from templates_app.models.sms_template import SmsTemplate

__all__ = ["SmsTemplate"]
