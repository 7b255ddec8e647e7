from crm.models.campaign import Campaign
from crm.models.campaign_member import CampaignMember
from crm.models.contact import Contact
from crm.models.lead import Lead
from crm.models.person import Person

__all__ = ["Campaign", "CampaignMember", "Contact", "Lead", "Person"]
