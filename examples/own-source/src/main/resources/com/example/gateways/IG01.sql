-- id: IG01
-- title: An internet gateway is attached to nothing
-- severity: low
-- resource: AWS::EC2::InternetGateway
-- needs: internet_gateways
-- why: It was forgotten, and whoever attaches it joins a VPC to the internet.
-- remedy: Delete it.
SELECT g.*, g.VPC_COUNT = 0 AS FAILED, 'It is attached to no VPC.' AS REASON
FROM INTERNET_GATEWAYS AS g
