namespace Cloakroom.Tests.Server.Attacks;

/// <summary>Proxies that let everything pass that they do not refuse by themselves, at once and in both directions.</summary>
internal static class LaneConfig
{
    public static string Nginx(IEnumerable<Lane> lanes) => $$"""
            map $http_upgrade $upgrade_or_close {
                default upgrade;
                "" close;
            }
            proxy_http_version 1.1;
            proxy_request_buffering off;
            proxy_buffering off;
            proxy_set_header Host $http_host;
            proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
            proxy_set_header Upgrade $http_upgrade;
            proxy_set_header Connection $upgrade_or_close;
        {{string.Join('\n', lanes.Select(l => $$"""
                server {
                    listen 127.0.0.1:{{l.Nginx}};
                    location / {
                        proxy_pass {{l.Address}};
                    }
                }
            """))}}
        """;

    public static string Caddy(IEnumerable<Lane> lanes) => string.Join('\n', lanes.Select(l => $$"""
        :{{l.Caddy}} {
        	reverse_proxy {{l.Address}} {
        		flush_interval -1
        		transport http {
        			keepalive off
        		}
        	}
        }
        """));
}
