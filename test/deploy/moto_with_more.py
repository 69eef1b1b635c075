"""A moto server whose CloudFormation also makes the resource types that moto leaves out.

Each is made by a call to the same server, with parameters that botocore checks against AWS's own
model of the service. The one argument is the port.
"""

import json
import sys

import boto3
from moto.core.common_models import CloudFormationModel
from moto.server import main

PORT = sys.argv[1]


def client(service, region):
    return boto3.client(
        service,
        region_name=region,
        endpoint_url=f"http://127.0.0.1:{PORT}",
        aws_access_key_id="testing",
        aws_secret_access_key="testing",
    )


def pick(properties, *names):
    return {name: properties[name] for name in names if name in properties}


class Kind:
    @staticmethod
    def arn_of(name):
        return name

    def delete(self, _, __):
        """Goes with what it belongs to."""


class Subscription(Kind):
    type = "AWS::SNS::Subscription"
    service = "sns"

    def put(self, sns, _, properties):
        return sns.subscribe(**properties, ReturnSubscriptionArn=True)["SubscriptionArn"]

    def delete(self, sns, arn):
        sns.unsubscribe(SubscriptionArn=arn)


class TopicPolicy(Kind):
    type = "AWS::SNS::TopicPolicy"
    service = "sns"

    def put(self, sns, name, properties):
        for topic in properties["Topics"]:
            policy = json.dumps(properties["PolicyDocument"])
            sns.set_topic_attributes(TopicArn=topic, AttributeName="Policy", AttributeValue=policy)
        return name


class QueuePolicy(Kind):
    type = "AWS::SQS::QueuePolicy"
    service = "sqs"

    def put(self, _, name, __):
        return name


class Alarm(Kind):
    type = "AWS::CloudWatch::Alarm"
    service = "cloudwatch"

    @staticmethod
    def arn_of(name):
        return f"alarm:{name}"

    def put(self, cloudwatch, _, properties):
        cloudwatch.put_metric_alarm(**properties)
        return properties["AlarmName"]

    def delete(self, cloudwatch, name):
        cloudwatch.delete_alarms(AlarmNames=[name])


class EventInvokeConfig(Kind):
    type = "AWS::Lambda::EventInvokeConfig"
    service = "lambda"

    def put(self, lambda_, name, properties):
        names = ("FunctionName", "MaximumEventAgeInSeconds", "MaximumRetryAttempts")
        lambda_.put_function_event_invoke_config(**pick(properties, *names))
        return name


class ScheduleGroup(Kind):
    type = "AWS::Scheduler::ScheduleGroup"
    service = "scheduler"

    def put(self, scheduler, _, properties):
        scheduler.create_schedule_group(**properties)
        return properties["Name"]

    def delete(self, scheduler, name):
        scheduler.delete_schedule_group(Name=name)


class Schedule(Kind):
    type = "AWS::Scheduler::Schedule"
    service = "scheduler"

    def put(self, scheduler, name, properties):
        group = properties["GroupName"]
        known = scheduler.list_schedules(GroupName=group)["Schedules"]
        put = scheduler.create_schedule
        if any(schedule["Name"] == name for schedule in known):
            put = scheduler.update_schedule
        put(Name=name, **properties)
        return name


def register(kind):
    """moto finds a type by the direct subclasses of its model class."""

    class Model(CloudFormationModel):
        # moto reads the name of the service out of it.
        __module__ = "moto.more"

        def __init__(self, physical_resource_id, arn=None):
            self.physical_resource_id = physical_resource_id
            self.arn = arn

        def get_cfn_attribute(self, attribute):
            return {"Arn": self.arn}[attribute]

        @staticmethod
        def cloudformation_type():
            return kind.type

        @classmethod
        def has_cfn_attr(cls, attr):
            return attr == "Arn"

        @classmethod
        def create_from_cloudformation_json(cls, name, resource, account, region, **_):
            name = kind().put(client(kind.service, region), name, resource["Properties"])
            return cls(name, f"arn:aws:{kind.service}:{region}:{account}:{kind.arn_of(name)}")

        @classmethod
        def update_from_cloudformation_json(
            cls, original_resource, new_resource_name, cloudformation_json, account_id, region_name
        ):
            name = original_resource.physical_resource_id
            properties = cloudformation_json["Properties"]
            kind().put(client(kind.service, region_name), name, properties)
            return original_resource

        @classmethod
        def delete_from_cloudformation_json(cls, name, resource, account, region):
            kind().delete(client(kind.service, region), name)

    return Model


MODELS = [
    register(kind)
    for kind in (
        Subscription,
        TopicPolicy,
        QueuePolicy,
        Alarm,
        EventInvokeConfig,
        ScheduleGroup,
        Schedule,
    )
]

main(["-H", "127.0.0.1", "-p", PORT])
