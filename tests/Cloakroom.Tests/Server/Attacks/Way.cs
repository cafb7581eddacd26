namespace Cloakroom.Tests.Server.Attacks;

/// <summary>What a request passes on its way to the server.</summary>
public enum Way
{
    Direct,
    Nginx,
    Caddy,
}
