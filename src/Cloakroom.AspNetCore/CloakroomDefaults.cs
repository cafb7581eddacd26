namespace Cloakroom;

/// <summary>Names that other code may need to refer to.</summary>
public static class CloakroomDefaults
{
    /// <summary>The authentication scheme, for policies that name one.</summary>
    public const string AuthenticationScheme = "Cloakroom";
}
