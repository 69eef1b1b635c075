// On Node.js 20 the AWS SDK would print a warning in every test file that uses it.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
