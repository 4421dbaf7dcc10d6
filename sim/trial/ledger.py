"""placeholder"""
def publish_report(results):
    return results
